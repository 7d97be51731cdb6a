/**
 * The position of the next byte that is not ordinary, from a position on. This is where the scanner spends its time:
 * most bytes of text are above the highest special one, so comparing saves looking up the class, and three steps are
 * written out because V8 neither unrolls the loop nor keeps it in registers inside a larger function.
 */
export function skipOrdinary(buffer: Buffer, from: number, classes: Uint8Array, highest: number): number {
  let at = from;
  for (;;) {
    let byte = buffer[at] ?? 0;
    if (byte <= highest && classes[byte] !== 0) return at;
    byte = buffer[at + 1] ?? 0;
    if (byte <= highest && classes[byte] !== 0) return at + 1;
    byte = buffer[at + 2] ?? 0;
    if (byte <= highest && classes[byte] !== 0) return at + 2;
    at += 3;
  }
}
