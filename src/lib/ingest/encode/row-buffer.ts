/** Bytes of encoded rows, growing as they are written; `length` of them are filled. */
export interface RowBuffer {
  bytes: Buffer;
  length: number;
  /** The length of `bytes`; kept here because V8 compares the length of a typed array as a double. */
  capacity: number;
}

/** Starts with this block; a row that does not fit makes a larger one. */
export function createRowBuffer(bytes: Buffer): RowBuffer {
  return { bytes, length: 0, capacity: bytes.length };
}

/** Makes room for so many more bytes; to be called before `bytes` is written to. */
export function reserve(out: RowBuffer, more: number): void {
  const needed = out.length + more;
  if (needed > out.capacity) grow(out, needed);
}

function grow(out: RowBuffer, needed: number): void {
  const bytes = Buffer.allocUnsafeSlow(Math.max(needed, out.capacity * 2));
  out.bytes.copy(bytes, 0, 0, out.length);
  out.bytes = bytes;
  out.capacity = bytes.length;
}

/** Hands the filled bytes to the caller, who owns them from then on, and goes on in the next block. */
export function takeBlock(out: RowBuffer, next: Buffer): Buffer {
  const block = out.bytes.subarray(0, out.length);
  out.bytes = next;
  out.length = 0;
  out.capacity = next.length;
  return block;
}
