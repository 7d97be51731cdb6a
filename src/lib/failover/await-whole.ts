import { AetherError } from '../core/errors.ts';
import { isInconsistent, LEFT_INCONSISTENT } from '../infra/mariadb/galera/member-report.ts';
import { waitUntil } from '../infra/process/wait-until.ts';
import { describeMembers } from './describe-members.ts';
import { nowMs, type RunningDrill } from './drill.ts';
import type { Sample } from './observe/observer.ts';
import { isWhole } from './observe/sample-member.ts';

const WHOLE_SECONDS = 300;

/**
 * Waits after a fault was healed until every member is whole again. One that finds itself inconsistent with the others never
 * comes back by itself: it gets a copy of their data. Throws FAULT_FAILED, and what the recovery throws.
 */
export async function awaitWhole(drill: RunningDrill): Promise<void> {
  const { site, context } = drill;
  const left = await awaitEnd(drill, (names) => site.recover !== undefined && names.length > 0);
  if (left.length === 0) return;
  const message = `${left.join(' and ')} ${LEFT_INCONSISTENT}: a copy of another member replaces the data (SST)`;
  context.emit({ type: 'note', level: 'warn', message });
  await site.recover?.();
  await awaitEnd(drill, () => false);
}

/** Returns the members that need a copy, if `isEnd` says that waiting for them is useless; none once all are whole. */
async function awaitEnd(
  drill: RunningDrill,
  isEnd: (inconsistent: readonly string[]) => boolean,
): Promise<readonly string[]> {
  const { members, observer, context } = drill;
  const begun = nowMs(drill);
  const look = async () => {
    const latest = members.map((member) => observer.latest(member)).filter((each) => isSince(each, begun));
    if (latest.length === members.length && latest.every((each) => isWholeNow(each, members.length)))
      return [];
    const inconsistent = latest.filter((each) => each.answers && isInconsistent({ localState: each.state }));
    const names = inconsistent.map(({ member }) => member);
    return isEnd(names) ? names : undefined;
  };
  const { clock, signal } = context;
  const end = await waitUntil(look, { clock, signal, deadlineSeconds: WHOLE_SECONDS, everyMs: 50 });
  if (end === undefined) throw notWhole(drill);
  return end;
}

function isSince(sample: Sample | undefined, ms: number): sample is Sample {
  return sample !== undefined && sample.ms > ms;
}

function isWholeNow(sample: Sample, size: number): boolean {
  return isWhole(sample, size) && sample.answers && !sample.flow_control_active;
}

function notWhole({ members, observer }: RunningDrill): AetherError {
  const states = describeMembers(members, (member) => observer.latest(member));
  const problem = `the cluster is not whole ${WHOLE_SECONDS} s after the fault was healed: ${states}`;
  return new AetherError('FAULT_FAILED', problem, {
    hint: 'aether cluster recover brings back what does not rejoin; aether cluster status shows why',
  });
}
