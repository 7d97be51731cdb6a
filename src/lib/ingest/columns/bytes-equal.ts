/** Whether a range holds exactly the bytes of a key; faster than Buffer.compare for short keys. */
export function bytesEqual(key: Buffer, source: Buffer, start: number, end: number): boolean {
  if (key.length !== end - start) return false;
  for (let index = 0; index < key.length; index += 1) {
    if (source[start + index] !== key[index]) return false;
  }
  return true;
}
