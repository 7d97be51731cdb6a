/** The letters of a word as bits; letters outside of a to z share the bits by their code. */
export function letterSet(word: string): number {
  let set = 0;
  for (let at = 0; at < word.length; at += 1) set |= 1 << (word.charCodeAt(at) & 31);
  return set;
}

/** false: the words differ by more edits. One edit changes two bits at most: a letter goes, another one comes. */
export function mayBeWithin(left: number, right: number, edits: number): boolean {
  let bits = left ^ right;
  let count = 0;
  while (bits !== 0) {
    bits &= bits - 1;
    count += 1;
  }
  return count <= 2 * edits;
}
