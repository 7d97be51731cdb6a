import { AetherError } from '../../core/errors.ts';
import type { Databases } from '../../infra/config/databases.ts';
import {
  ACCOUNT_KEYS,
  type AccountKey,
  accountOf,
  DEFINER,
  type Grant,
} from '../../infra/mariadb/accounts/account-table.ts';
import { missingGrants } from '../../infra/mariadb/accounts/missing-grants.ts';
import { type Principals, rightsInForce } from './principal.ts';
import { grantLines } from '../../infra/mariadb/accounts/right.ts';

interface Change {
  readonly before: Principals;
  readonly after: Principals;
  readonly databases: Databases;
  /** The user of each declared account. */
  readonly users: Readonly<Record<string, string>>;
  /** The account that runs the plan. */
  readonly acting: string;
}

/**
 * Throws RIGHTS_NEEDED if the account that acts, another one of aether's, or the definer would lose a right that the account
 * table gives it, for example as it has that through a role which somebody has widened.
 */
export function refuseLosses(change: Change): void {
  for (const { name, needed, usedFor } of protectedAccounts(change)) {
    const lost = lostGrants(change, name, needed);
    if (lost.length === 0) continue;
    throw new AetherError('RIGHTS_NEEDED', `${name} would lose rights that it needs for ${usedFor}`, {
      hint: `first give them to the account itself: ${lost.map((statement) => `${statement};`).join(' ')}`,
    });
  }
}

interface Protected {
  readonly name: string;
  readonly needed: readonly Grant[];
  readonly usedFor: string;
}

function protectedAccounts({ before, users, acting }: Change): Protected[] {
  const own = ACCOUNT_KEYS.flatMap((key: AccountKey) => {
    const { grants: needed, usedFor, user } = accountOf(key);
    const named = [...before.values()].filter(
      (one) => one.kind === 'account' && one.user === (users[key] ?? user),
    );
    return named.map(({ name }) => ({ name, needed, usedFor }));
  });
  const { grants } = accountOf('admin');
  return [
    { name: acting, needed: grants, usedFor: 'this command' },
    ...own,
    {
      name: `${DEFINER.user}@${DEFINER.from}`,
      needed: DEFINER.grants,
      usedFor: 'views, routines and triggers',
    },
  ];
}

/** What it lacks after the change and did not lack before. */
function lostGrants({ before, after, databases }: Change, name: string, needed: readonly Grant[]): string[] {
  const { data, meta, stage, archive } = databases;
  const lacking = (principals: Principals) => {
    const found = principals.get(name);
    if (found === undefined) return [];
    return missingGrants(needed, grantLines(rightsInForce(principals, found), found.quoted), {
      account: found.quoted,
      databases: [data, meta, stage, archive],
    });
  };
  const already = new Set(lacking(before));
  return lacking(after).filter((statement) => !already.has(statement));
}
