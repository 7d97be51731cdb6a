import type { MemberGtid } from './member-gtid.ts';

/** A member that logs the cluster's transactions under other GTIDs than the others. */
export interface DivergedMember {
  readonly member: string;
  /** `0-1-1,1-1-35; node1 is at 1-1-36`. */
  readonly problem: string;
}

export interface GtidJudgement {
  readonly diverged: readonly DivergedMember[];
  /** Members that have not applied yet what the first look saw committed: not comparable yet. */
  readonly pending: readonly string[];
}

/**
 * Compares two looks at the members. Whoever has applied, at the second look, all that anyone had committed at the
 * first one, must have at least the highest of the positions of that time; so it also holds under writes. The highest
 * one is right, because a member that diverges logs under another domain, or counts on from a number that is too low
 * (measured with 10.11.19 and 11.8.9 after a member was started before the others had dropped it).
 */
export function judgeGtids(before: readonly MemberGtid[], after: readonly MemberGtid[]): GtidJudgement {
  const diverged: DivergedMember[] = [];
  const pending: string[] = [];
  for (const now of after) {
    const peers = before.filter((peer) => peer.clusterUuid === now.clusterUuid);
    const domain = domainOf(peers);
    const ahead = peers.reduce<MemberGtid>(
      (most, peer) => (sequenceIn(peer, domain) > sequenceIn(most, domain) ? peer : most),
      now,
    );
    if (sequenceIn(now, domain) >= sequenceIn(ahead, domain)) continue;
    const hasApplied = peers.every((peer) => now.committedBefore >= peer.committedAfter);
    if (!hasApplied) pending.push(now.member);
    else diverged.push({ member: now.member, problem: describe(now, ahead) });
  }
  return { diverged, pending };
}

/** The domain that most members log in. 0 is the server's default, and what a diverged member falls back to. */
function domainOf(members: readonly MemberGtid[]): string {
  const count = (id: string) => members.filter(({ domainId }) => domainId === id).length;
  const ids = [...new Set(members.map(({ domainId }) => domainId))];
  return ids.toSorted((a, b) => count(b) - count(a) || Number(a === '0') - Number(b === '0'))[0] ?? '';
}

/** The number of the last transaction that a member logged in a domain; -1 if there is none. */
function sequenceIn({ binlogPosition }: MemberGtid, domain: string): bigint {
  const gtid = binlogPosition.split(',').find((each) => each.trim().startsWith(`${domain}-`));
  const sequence = gtid?.trim().split('-')[2];
  return sequence === undefined ? -1n : BigInt(sequence);
}

function describe(member: MemberGtid, ahead: MemberGtid): string {
  const position = ({ binlogPosition }: MemberGtid) => (binlogPosition === '' ? 'empty' : binlogPosition);
  return `${position(member)}; ${ahead.member} is at ${position(ahead)}`;
}
