import { AetherError } from '../core/errors.ts';
import { showPairs } from '../infra/mariadb/show-pairs.ts';
import type { Operation } from './client/operation.ts';
import type { Drill } from './drill.ts';
import type { RoundRecord } from './measure/round-result.ts';
import { DURABLE, DURABLE_VARIABLES } from './preconditions.ts';
import type { DrillVerdict } from './verdict/judge-drill.ts';

/** The fault that loses acknowledged rows if a commit is not on the disk of any member. */
export const CONTROL_FAULT = 'full-crash';
/** The workload that finds reads that are stale if a member does not wait until it has applied what is committed. */
export const CONTROL_WORKLOAD = 'read-elsewhere';

/**
 * InnoDB then writes its log so seldom that all members still lack the last rows, even if they are not killed at one
 * moment. With its default of one second, a busy machine hides the loss.
 */
const WEAK_SECONDS = 60;

/** Whether a control was caught, and how many rows could have been lost. */
export interface ControlVerdict {
  readonly caught: boolean;
  readonly loss_caught: boolean;
  readonly stale_reads_caught: boolean;
  readonly acknowledged_last_second: number;
}

/** Makes every member acknowledge what is only in its memory, until it is started again. */
export async function weakenDurability({ context, members }: Drill): Promise<void> {
  const admin = await context.mariadb('admin');
  for (const host of members) {
    await using session = await admin.open({ host });
    await session.run(
      `SET GLOBAL innodb_flush_log_at_timeout = ${WEAK_SECONDS}, GLOBAL innodb_flush_log_at_trx_commit = 0, GLOBAL sync_binlog = 0`,
    );
  }
}

/** The restart after the crash has read the option files again. Throws CLUSTER_UNHEALTHY if it has not. */
export async function requireDurable({ members, open }: Drill): Promise<void> {
  for (const host of members) {
    await using session = await open(host);
    const values = await showPairs(session, DURABLE_VARIABLES);
    const weak = DURABLE.find((name) => values[name] !== '1');
    if (weak === undefined) continue;
    throw new AetherError('CLUSTER_UNHEALTHY', `${host}: ${weak} is ${values[weak]} after the control`, {
      hint: `on ${host}: SET GLOBAL ${weak} = 1`,
    });
  }
}

/** What was lost and read without durable commits and without waiting. Pure. */
export function judgeControl(
  { lost, reads }: Pick<DrillVerdict, 'lost' | 'reads'>,
  {
    rounds,
    operations,
  }: { readonly rounds: readonly RoundRecord[]; readonly operations: readonly Operation[] },
): ControlVerdict {
  return {
    caught: lost.length > 0 && reads.stale.length > 0,
    loss_caught: lost.length > 0,
    stale_reads_caught: reads.stale.length > 0,
    acknowledged_last_second: acknowledgedInLastSecond(rounds, operations),
  };
}

/** How many rows were at risk, if InnoDB writes its log once a second, as it does by default. Pure. */
export function acknowledgedInLastSecond(
  rounds: readonly RoundRecord[],
  operations: readonly Operation[],
): number {
  const isAtRisk = (time: number | null) =>
    time !== null && rounds.some(({ injected_ms }) => time <= injected_ms && time > injected_ms - 1000);
  return operations.filter(({ acknowledged_ms }) => isAtRisk(acknowledged_ms)).length;
}
