/**
 * How far a clock is ahead of this machine's, in seconds; negative if it is slow. It was read at some moment between `before` and
 * `after`, by this machine's clock: only what is outside of them is skew.
 */
export function clockSkew(before: number, read: number, after: number): number {
  if (read < before) return read - before;
  return read > after ? read - after : 0;
}
