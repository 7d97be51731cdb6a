/** Bytes of encoded rows, growing as they are written; `length` of them are filled. */
export interface RowBuffer {
  bytes: Buffer;
  length: number;
  /** The size of a new block; one row may make it grow. */
  readonly blockBytes: number;
}

const FIRST_BLOCK_BYTES = 256 * 1024;

export function createRowBuffer(blockBytes = FIRST_BLOCK_BYTES): RowBuffer {
  return { bytes: Buffer.allocUnsafeSlow(blockBytes), length: 0, blockBytes };
}

/** Makes room for so many more bytes; to be called before `bytes` is written to. */
export function reserve(out: RowBuffer, more: number): void {
  const needed = out.length + more;
  if (needed > out.bytes.length) grow(out, needed);
}

function grow(out: RowBuffer, needed: number): void {
  const bytes = Buffer.allocUnsafeSlow(Math.max(needed, out.bytes.length * 2));
  out.bytes.copy(bytes, 0, 0, out.length);
  out.bytes = bytes;
}

/** Hands the filled bytes to the caller, who owns them from then on, and starts a new block. */
export function takeBlock(out: RowBuffer): Buffer {
  const block = out.bytes.subarray(0, out.length);
  out.bytes = Buffer.allocUnsafeSlow(out.blockBytes);
  out.length = 0;
  return block;
}
