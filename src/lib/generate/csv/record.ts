import { encodeField } from './put-text.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const LINE_FEED = 0x0a;

/** Where the record that begins at `start` ends: after its line end. Only for well-formed bytes. */
export function endOfRecord(bytes: Buffer, start: number): number {
  let at = start;
  let isQuoted = false;
  while (isQuoted || bytes[at] !== LINE_FEED) {
    if (bytes[at] === QUOTE) isQuoted = !isQuoted;
    at += 1;
  }
  return at + 1;
}

/** The values of a well-formed record, its line end not included. */
export function splitRecord(record: Buffer): string[] {
  const fields: string[] = [];
  let start = 0;
  let isQuoted = false;
  for (let at = 0; at <= record.length; at += 1) {
    if (record[at] === QUOTE) isQuoted = !isQuoted;
    if (at < record.length && (isQuoted || record[at] !== COMMA)) continue;
    fields.push(decodeField(record.toString('utf8', start, at)));
    start = at + 1;
  }
  return fields;
}

function decodeField(field: string): string {
  return field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field;
}

/** A record with its line end. */
export function joinRecord(fields: readonly string[]): Buffer {
  return Buffer.from(`${fields.map(encodeField).join(',')}\n`);
}
