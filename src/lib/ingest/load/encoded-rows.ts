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
