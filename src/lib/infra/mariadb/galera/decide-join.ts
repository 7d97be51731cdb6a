import { formatNumberOf } from '../../../core/units.ts';
import { isInconsistent, isPrimary, LEFT_INCONSISTENT, type MemberReport } from './member-report.ts';

/**
 * The state transfer that a member needs, or why it must not join. `strange`: it has data that are not an older state of the
 * cluster. An SST would erase them, so they are moved aside first, if a person says so.
 */
export type JoinDecision =
  | { readonly kind: 'member' }
  | { readonly kind: 'sst'; readonly reason: string }
  | { readonly kind: 'ist'; readonly reason: string }
  | { readonly kind: 'position unclear' }
  | { readonly kind: 'strange'; readonly reason: string; readonly hint: string }
  | { readonly kind: 'refused'; readonly reason: string; readonly hint: string };

const MOVE_AWAY =
  'check that nothing in it is needed, move the data directory away, then run the same command again';

/** How a member of the environment file joins the cluster that lives as `uuid`. */
export function decideJoin(
  member: MemberReport,
  cluster: { readonly uuid: string; readonly members: readonly MemberReport[] },
): JoinDecision {
  if (member.server === 'unreachable')
    return refused(member, 'cannot be reached', 'run the same command again when it is');
  if (isPrimary(member) && member.wsrep?.clusterUuid === cluster.uuid) return { kind: 'member' };
  if (member.server === 'running') return outsideOfCluster(member);
  const { data } = member;
  if (data.kind === 'unmounted')
    return refused(member, 'has its data disk not mounted', 'mount it, then run the same command again');
  if (data.kind === 'foreign') return strange(member, 'has data of no cluster');
  const donors = cluster.members.filter((other) => isPrimary(other) && other.member !== member.member);
  if (data.kind === 'blank') return { kind: 'sst', reason: `it has no data; ${oneOf(donors)}` };
  if (data.uuid !== cluster.uuid) {
    return strange(member, `has data of another cluster (${data.uuid}, here ${cluster.uuid})`);
  }
  if (data.seqno === 'unclear') return { kind: 'position unclear' };
  if (data.seqno === 'unreadable') return strange(member, 'has no readable position');
  return transferFrom(member, data.seqno, donors);
}

function outsideOfCluster(member: MemberReport): JoinDecision {
  if (member.wsrep !== undefined && isInconsistent(member.wsrep)) return strange(member, LEFT_INCONSISTENT);
  const hint = 'see its error log and stop its server, then run the same command again';
  return refused(member, 'runs and is not in the cluster', hint);
}

function transferFrom(member: MemberReport, seqno: bigint, donors: readonly MemberReport[]): JoinDecision {
  const committed = donors.map(({ wsrep }) => wsrep?.lastCommitted ?? 0n);
  const most = committed.reduce((one, other) => (other > one ? other : one), 0n);
  if (seqno > most) {
    return strange(member, `is ahead of the cluster (${seqno}, the cluster is at ${most})`);
  }
  const behind = most - seqno;
  const keepAll = donors.filter(
    ({ wsrep }) => wsrep?.cachedDownTo !== undefined && wsrep.cachedDownTo <= seqno + 1n,
  );
  if (behind === 0n) return { kind: 'ist', reason: 'it has missed nothing' };
  const missed = `it is ${formatNumberOf(behind, 'transaction')} behind`;
  if (keepAll.length > 0) return { kind: 'ist', reason: `${missed}; ${oneOf(keepAll)}` };
  return { kind: 'sst', reason: `${missed}, more than any member keeps; ${oneOf(donors)}` };
}

/** Galera takes one that is Synced, or waits until one is. */
function oneOf(donors: readonly MemberReport[]): string {
  const synced = donors.filter(({ wsrep }) => wsrep?.localState === 'Synced');
  const names = (synced.length > 0 ? synced : donors).map(({ member }) => member);
  return `the donor is ${names.join(' or ')}`;
}

function strange({ member }: MemberReport, reason: string): JoinDecision {
  return { kind: 'strange', reason: `${member} ${reason}`, hint: MOVE_AWAY };
}

function refused({ member }: MemberReport, reason: string, hint: string): JoinDecision {
  return { kind: 'refused', reason: `${member} ${reason}`, hint };
}
