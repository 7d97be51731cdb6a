import { AetherError } from '../core/errors.ts';
import { hostsWith } from '../infra/config/hosts-with.ts';
import type { Context } from '../infra/context.ts';
import { readOpenTransactions } from '../infra/mariadb/open-transactions.ts';

/** The transactions that are open on a member of a Galera cluster; null if it cannot be asked. */
export interface OpenOnMember {
  readonly host: string;
  readonly count: number | null;
}

/** What DDL would break off now, member by member; undefined on a single server, where DDL waits instead. */
export async function readOpenOnMembers(context: Context): Promise<readonly OpenOnMember[] | undefined> {
  const { config } = await context.environment();
  const members = hostsWith(config, ['galera']);
  return members.length === 0 ? undefined : Promise.all(members.map((host) => countOpen(context, host)));
}

async function countOpen(context: Context, host: string): Promise<OpenOnMember> {
  try {
    await using member = await (await context.mariadb('migrator')).open({ host });
    return { host, count: (await readOpenTransactions(member)).length };
  } catch (thrown) {
    if (!(thrown instanceof AetherError) || thrown.code === 'INTERRUPTED') throw thrown;
    return { host, count: null };
  }
}

/** What DDL on a table does to the cluster, for the `why` of a step; undefined on a single server. Pure. */
export function stallText(open: readonly OpenOnMember[] | undefined): string | undefined {
  if (open === undefined) return undefined;
  const counts = open.map(({ host, count }) => `${count ?? 'unknown'} on ${host}`).join(', ');
  return `the whole cluster stops for it (TOI), and open transactions that use the table get 1213 (open now: ${counts})`;
}
