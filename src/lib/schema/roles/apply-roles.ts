import { throwIfAborted } from '../../core/errors.ts';
import { isDestructive, pendingSteps } from '../../core/plan.ts';
import { refuseChangedPlan } from '../../core/refuse-changed-plan.ts';
import { runStep } from '../../core/run-step.ts';
import { isSandbox } from '../../infra/config/is-sandbox.ts';
import type { Context } from '../../infra/context.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { Lease } from '../../infra/mariadb/lease/lease.ts';
import { withLease } from '../../infra/mariadb/lease/with-lease.ts';
import { isTransientRefusal, withRetry } from '../../infra/mariadb/retry.ts';
import { migrationsDirectory } from '../migrations-directory.ts';
import { compareMembers, type MemberState } from './compare-members.ts';
import type { RolePlan } from './plan-roles.ts';
import { readRolePlan } from './read-roles.ts';

const LEASE_WAIT_SECONDS = 120;

/** Says what `applyRoles` would do; changes nothing. */
export async function planAppliedRoles(context: Context, from?: string): Promise<RolePlan> {
  const environment = await context.environment();
  const connector = await context.mariadb('admin');
  await using session = await connector.open();
  return await readRolePlan(session, environment, migrationsDirectory(context, from));
}

export interface AppliedRoles {
  readonly statements: number;
  readonly members: readonly MemberState[];
}

/**
 * Makes the roles and their rights what the table of roles says, as the account `admin`, on one server; then compares all
 * members. Every statement may be repeated, so a run that was killed is finished by the next one. Throws RIGHTS_NEEDED,
 * PLAN_CHANGED, CONFIRMATION_REQUIRED.
 */
export async function applyRoles(context: Context, from?: string): Promise<AppliedRoles> {
  const environment = await context.environment();
  const asked = await planAppliedRoles(context, from);
  const isOwn = isSandbox(context.stateDir, environment);
  const asks = pendingSteps(asked).length > 0 && (!isOwn || isDestructive(asked));
  if (asks) await context.confirm(asked, environment.config.name);
  const connector = await context.mariadb('admin');
  await using session = await connector.open();
  const request = { name: 'schema', waitSeconds: LEASE_WAIT_SECONDS };
  const statements = await withLease(context, connector, request, async (lease) => {
    const now = await readRolePlan(session, environment, migrationsDirectory(context, from));
    if (pendingSteps(now).length > 0) refuseChangedPlan(asked, now);
    return await runSteps(context, { session, lease }, now);
  });
  return { statements, members: await compareMembers(context, session) };
}

interface Tools {
  readonly session: MariadbConnection;
  readonly lease: Lease;
}

async function runSteps(context: Context, { session, lease }: Tools, plan: RolePlan): Promise<number> {
  let statements = 0;
  for (const step of pendingSteps(plan)) {
    await runStep(context, { id: step.id, title: step.subject }, async () => {
      for (const statement of step.statements) {
        throwIfAborted(context.signal);
        await lease.fence();
        await withRetry(context, isTransientRefusal, () => session.run(statement));
        statements += 1;
      }
      return { detail: step.summary };
    });
  }
  return statements;
}
