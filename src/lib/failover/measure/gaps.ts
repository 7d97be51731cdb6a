/** A time without an acknowledgement, in milliseconds of the drill's clock. */
export interface Gap {
  readonly from_ms: number;
  readonly to_ms: number;
}

/**
 * The longest time without an acknowledgement that overlaps the window, from the acknowledgement before it to the one
 * after it, wherever those are; one that is still open ends at `now`. 0 if there is none. Pure.
 * @param acknowledged times in ascending order
 */
export function longestGap(acknowledged: readonly number[], window: Gap, now: number): Gap {
  const edges = [...acknowledged.filter((time) => time < now), now];
  let longest: Gap = { from_ms: window.from_ms, to_ms: window.from_ms };
  // Before the first acknowledgement nothing is known of the client.
  for (let index = 1; index < edges.length; index += 1) {
    const gap = { from_ms: edges[index - 1] ?? 0, to_ms: edges[index] ?? 0 };
    const overlaps = gap.to_ms > window.from_ms && gap.from_ms < window.to_ms;
    if (overlaps && lengthOf(gap) > lengthOf(longest)) longest = gap;
  }
  return longest;
}

export function lengthOf({ from_ms, to_ms }: Gap): number {
  return to_ms - from_ms;
}

/** The middle one, the lower of two; null for none. */
export function medianOf(values: readonly number[]): number | null {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}
