import { isPrimary, type MemberReport } from './member-report.ts';

/**
 * `live`: a primary component exists, so nothing is ever bootstrapped. `fresh`: all members are blank. `recover`: all are
 * stopped, and this one is ahead; `positions unclear` if InnoDB must be asked before anyone can say which.
 */
export type BootstrapDecision =
  | { readonly kind: 'live'; readonly uuid: string; readonly members: readonly string[] }
  | { readonly kind: 'fresh'; readonly member: string }
  | { readonly kind: 'recover'; readonly member: string; readonly uuid: string; readonly seqno: bigint }
  | { readonly kind: 'positions unclear'; readonly members: readonly string[] }
  | { readonly kind: 'refused'; readonly reason: string; readonly hint: string };

/**
 * Whether, and on which member, the cluster is bootstrapped. Decided from what all members say, never from a mark in a file.
 * A member that cannot be reached may be the one that lives or is ahead, and so stops a bootstrap; so does an address that
 * any member knows and the environment file does not name. The first of equals is taken, in the order given.
 */
export function decideBootstrap(members: readonly MemberReport[]): BootstrapDecision {
  const live = members.filter(isPrimary);
  const uuids = [...new Set(live.map(({ wsrep }) => wsrep?.clusterUuid ?? ''))];
  const [uuid] = uuids;
  if (uuids.length > 1) return twoClusters(live);
  if (uuid !== undefined) return { kind: 'live', uuid, members: live.map(({ member }) => member) };
  return decideWithoutPrimary(members);
}

function decideWithoutPrimary(members: readonly MemberReport[]): BootstrapDecision {
  const unreachable = namesOf(members, ({ server }) => server === 'unreachable');
  if (unreachable.length > 0) {
    return refused(
      `${list(unreachable)} cannot be reached, and may be in a cluster or ahead of the others`,
      'bring every member of the environment file within reach, then run the same command again',
    );
  }
  const unmounted = namesOf(members, ({ data }) => data.kind === 'unmounted');
  if (unmounted.length > 0) {
    return refused(
      `the data disk of ${list(unmounted)} is not mounted, and its data may be ahead of the others`,
      'attach the disk, or have "aether provision" mount it; then run the same command again',
    );
  }
  const hidden = unlistedAddresses(members);
  if (hidden.length > 0) {
    return refused(
      `${hidden.map(({ member, address }) => `${member} knows ${address}`).join(', ')}, which is not a member in the environment file; a cluster may run there`,
      'add the host with the role galera to the environment file, or remove its address from the configuration of the member',
    );
  }
  const running = namesOf(members, ({ server }) => server === 'running');
  if (running.length > 0) {
    return refused(
      `${list(running)} ${running.length === 1 ? 'runs' : 'run'} without a primary component`,
      'see the error logs of these members; stop their servers if no cluster is left, then run the same command again',
    );
  }
  const foreign = namesOf(members, ({ data }) => data.kind === 'foreign');
  if (foreign.length > 0) {
    return refused(
      `${list(foreign)} ${foreign.length === 1 ? 'has' : 'have'} data of no cluster`,
      'move the data directory away if it is not needed; it is never overwritten',
    );
  }
  return mostAdvanced(members);
}

function mostAdvanced(members: readonly MemberReport[]): BootstrapDecision {
  const histories = members.flatMap(({ member, data }) =>
    data.kind === 'history' ? [{ member, ...data }] : [],
  );
  const [first] = histories;
  if (first === undefined) {
    const member = members[0]?.member;
    return member === undefined
      ? refused('there are no members', 'add hosts with the role galera')
      : { kind: 'fresh', member };
  }
  const stranger = histories.find(({ uuid }) => uuid !== first.uuid);
  if (stranger !== undefined) {
    return refused(
      `${first.member} (${first.uuid}) and ${stranger.member} (${stranger.uuid}) were in different clusters`,
      'move the data directory of the one to lose away; it is never overwritten',
    );
  }
  const unclear = histories.filter(({ seqno }) => typeof seqno !== 'bigint').map(({ member }) => member);
  if (unclear.length > 0) return { kind: 'positions unclear', members: unclear };
  const known = histories.flatMap(({ member, seqno }) =>
    typeof seqno === 'bigint' ? [{ member, seqno }] : [],
  );
  const ahead = known.reduce((most, other) => (other.seqno > most.seqno ? other : most));
  return { kind: 'recover', uuid: first.uuid, ...ahead };
}

function twoClusters(live: readonly MemberReport[]): BootstrapDecision {
  const clusters = live.map(({ member, wsrep }) => `${member} (${wsrep?.clusterUuid})`);
  return refused(
    `two clusters are alive: ${clusters.join(', ')}`,
    'decide which one is right, and stop the servers of the other one; nothing was changed',
  );
}

/** Addresses that a member knows as those of members, and that the environment file does not name. */
export function unlistedAddresses(members: readonly MemberReport[]): { member: string; address: string }[] {
  const named = new Set(members.map(({ address }) => address));
  return members.flatMap(({ member, knownAddresses }) =>
    knownAddresses.filter((address) => !named.has(address)).map((address) => ({ member, address })),
  );
}

function namesOf(members: readonly MemberReport[], match: (member: MemberReport) => boolean): string[] {
  return members.filter(match).map(({ member }) => member);
}

function list(names: readonly string[]): string {
  return names.join(' and ');
}

function refused(reason: string, hint: string): BootstrapDecision {
  return { kind: 'refused', reason, hint };
}
