import type { GaleraPosition } from './galera-position.ts';

/** A member with data, while all members are stopped; the position is undefined if it has none, or none that can be read. */
export interface FounderCandidate {
  readonly node: string;
  readonly position: GaleraPosition | undefined;
}

/** `unreadable` and `strangers` are refusals: whichever member is chosen, writes of another one may be lost. */
export type FounderVerdict =
  | { readonly kind: 'founder'; readonly node: string; readonly position: GaleraPosition | undefined }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'unreadable'; readonly node: string }
  | { readonly kind: 'strangers'; readonly positions: readonly [GaleraPosition, GaleraPosition] };

/**
 * The member to bootstrap the cluster on: the one that is ahead of all others, the first of equals. The only member
 * with data needs no position, since there is nothing to compare it with.
 */
export function chooseFounder(candidates: readonly FounderCandidate[]): FounderVerdict {
  const [only, ...more] = candidates;
  if (only === undefined) return { kind: 'nobody' };
  if (more.length === 0) return { kind: 'founder', ...only };
  const positions: GaleraPosition[] = [];
  for (const { node, position } of candidates) {
    if (position === undefined) return { kind: 'unreadable', node };
    positions.push(position);
  }
  const [first, ...others] = positions;
  if (first === undefined) return { kind: 'nobody' };
  const stranger = others.find((other) => other.uuid !== first.uuid);
  if (stranger !== undefined) return { kind: 'strangers', positions: [first, stranger] };
  const ahead = others.reduce((most, other) => (other.seqno > most.seqno ? other : most), first);
  return { kind: 'founder', node: ahead.node, position: ahead };
}
