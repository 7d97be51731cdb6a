import type { Clock } from '../../../core/clock.ts';
import { waitUntil } from '../../process/wait-until.ts';
import { judgeGtids, type GtidJudgement } from './judge-gtids.ts';
import type { MemberGtid } from './member-gtid.ts';

/** How long members may take to apply what the first look saw. */
const CATCH_UP_SECONDS = 5;

/**
 * Compares the members' GTID positions; one look is enough for an idle cluster. A member is named as diverged only if
 * two comparisons in a row find it so. `pending` names members that did not catch up in time: nothing is known of them.
 */
export async function compareGtids(
  look: () => Promise<readonly MemberGtid[]>,
  patience: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<GtidJudgement> {
  let before = await look();
  let last = judgeGtids(before, before);
  if (isClean(last)) return last;
  let suspects: readonly string[] | undefined;
  const compare = async () => {
    const after = await look();
    last = judgeGtids(before, after);
    if (isClean(last)) return last;
    if (last.pending.length > 0) return undefined;
    const found = last.diverged.map(({ member }) => member);
    if (suspects?.join() === found.join()) return last;
    suspects = found;
    before = after;
    return undefined;
  };
  const judged = await waitUntil(compare, { ...patience, deadlineSeconds: CATCH_UP_SECONDS });
  if (judged !== undefined) return judged;
  return { diverged: [], pending: [...last.pending, ...last.diverged.map(({ member }) => member)] };
}

function isClean({ diverged, pending }: GtidJudgement): boolean {
  return diverged.length === 0 && pending.length === 0;
}
