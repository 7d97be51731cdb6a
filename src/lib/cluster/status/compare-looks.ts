import { compareGtids } from '../../infra/mariadb/galera/compare-gtids.ts';
import { judgeGtids, type GtidJudgement } from '../../infra/mariadb/galera/judge-gtids.ts';
import type { MemberGtid } from '../../infra/mariadb/galera/member-gtid.ts';
import { isDiskFull } from './disk-space.ts';
import type { MemberLook, StatusContext } from './watch-members.ts';

/**
 * Compares the GTIDs of the members. Looks again only if the first look does not agree, and everyone can catch up: one that
 * holds up the others, or has no space to apply anything, never does, and is named the sooner.
 */
export async function compareLooks(
  context: Pick<StatusContext, 'clock' | 'signal'>,
  looks: readonly MemberLook[],
  look: () => Promise<readonly MemberLook[]>,
): Promise<GtidJudgement> {
  const first = gtidsOf(looks);
  if (looks.some(cannotCatchUp)) return judgeGtids(first, first);
  let isFirst = true;
  const gtids = async () => {
    if (!isFirst) return gtidsOf(await look());
    isFirst = false;
    return first;
  };
  return compareGtids(gtids, context);
}

function cannotCatchUp(look: MemberLook): boolean {
  return look.sample !== null && (look.sample.flow_control_requested || isDiskFull(look.disk));
}

function gtidsOf(looks: readonly MemberLook[]): MemberGtid[] {
  return looks.map(({ sample }) => sample?.gtid ?? null).filter((gtid) => gtid !== null);
}
