/** Rows of CSV (RFC 4180: comma, doubled quotes, LF) as bytes that grow. */
export interface CsvBuffer {
  bytes: Buffer;
  length: number;
  rows: number;
}

/** There is always room for a row of this size, so that single fields need not look. */
const LONGEST_ROW = 64 * 1024;

export function createCsvBuffer(capacity = 1024 * 1024): CsvBuffer {
  return { bytes: Buffer.allocUnsafeSlow(Math.max(capacity, LONGEST_ROW)), length: 0, rows: 0 };
}

const LINE_FEED = 0x0a;

/** Ends a row: the comma after its last field becomes the line end. */
export function endRow(out: CsvBuffer): void {
  out.bytes[out.length - 1] = LINE_FEED;
  out.rows += 1;
  if (out.bytes.length - out.length < LONGEST_ROW) grow(out);
}

function grow(out: CsvBuffer): void {
  const wider = Buffer.allocUnsafeSlow(out.bytes.length * 2);
  out.bytes.copy(wider, 0, 0, out.length);
  out.bytes = wider;
}
