import { createHash } from 'node:crypto';

const LINE_FEED = 0x0a;
const TAB = 0x09;

/** Cuts encoded rows in two halves of about the same number of bytes; a single row comes back alone. */
export function halve(rows: Buffer): readonly Buffer[] {
  const middle = rows.lastIndexOf(LINE_FEED, Math.floor(rows.length / 2));
  const cut = middle === -1 || middle === rows.length - 1 ? rows.indexOf(LINE_FEED) : middle;
  if (cut === -1 || cut === rows.length - 1) return [rows];
  return [rows.subarray(0, cut + 1), rows.subarray(cut + 1)];
}

export function countRows(rows: Buffer): number {
  let count = 0;
  for (let at = rows.indexOf(LINE_FEED); at !== -1; at = rows.indexOf(LINE_FEED, at + 1)) count += 1;
  return count;
}

/** The record number that every encoded row begins with. */
export function recordNumberOf(row: Buffer): number {
  return Number(row.toString('latin1', 0, row.indexOf(TAB)));
}

/** The rows of blocks one by one, each with its line feed. No row goes over the end of a block. */
export function* rowsOf(blocks: readonly Buffer[]): Generator<Buffer> {
  for (const block of blocks) {
    for (let start = 0; start < block.length;) {
      const end = block.indexOf(LINE_FEED, start) + 1 || block.length;
      yield block.subarray(start, end);
      start = end;
    }
  }
}

/** SHA-256 of encoded rows, in hex; those of the given records are left out. */
export function rowsSha256(blocks: readonly Buffer[], without: ReadonlySet<number> = new Set()): string {
  const hash = createHash('sha256');
  if (without.size === 0) {
    for (const block of blocks) hash.update(block);
  } else {
    for (const row of rowsOf(blocks)) if (!without.has(recordNumberOf(row))) hash.update(row);
  }
  return hash.digest('hex');
}
