import iconv from 'iconv-lite';
import type { MultiByteEncoding } from './encoding-names.ts';

/** What the bytes of an encoding of one or two bytes for each character mean. */
export interface MultiByteTable {
  /** For each single byte the length of its UTF-8, 0 if it has no meaning alone, and then the bytes themselves. */
  readonly singles: Uint8Array;
  /** The same for each pair of bytes, by the first times 256 plus the second. */
  readonly pairs: Uint8Array;
  /** For each character below U+10000 its length in the encoding. */
  readonly lengths: Uint8Array;
  /** The length of all other characters. */
  readonly otherLength: number;
}

/** Bytes of an entry: a length, and no character or pair of characters is longer than four bytes. */
export const ENTRY = 5;

/** The first byte of a pair is never smaller in any of these encodings. */
const LEAST_FIRST = 0x81;

/** The second byte of a pair is never smaller in any of these encodings. */
const LEAST_SECOND = 0x30;

/** Stands in what the library decodes for bytes without meaning. */
const REPLACEMENT = '\uFFFD';

const tables = new Map<MultiByteEncoding, MultiByteTable>();

/** The table of an encoding, read once from the tables of iconv-lite. */
export function multiByteTable(name: MultiByteEncoding): MultiByteTable {
  const known = tables.get(name) ?? readTable(name);
  tables.set(name, known);
  return known;
}

/** The character of bytes; undefined if they have no meaning or are not its only encoding. */
export function decodeExactly(bytes: Buffer, name: MultiByteEncoding): Buffer | undefined {
  const text = iconv.decode(bytes, name, { stripBOM: false });
  return iconv.encode(text, name).equals(bytes) ? Buffer.from(text) : undefined;
}

function readTable(name: MultiByteEncoding): MultiByteTable {
  const otherLength = name === 'gb18030' ? 4 : 2;
  const table = {
    singles: new Uint8Array(256 * ENTRY),
    pairs: new Uint8Array(256 * 256 * ENTRY),
    lengths: new Uint8Array(0x10000).fill(otherLength),
    otherLength,
  };
  for (let byte = 0; byte < 256; byte += 1) readSingle(table, name, byte);
  for (let first = LEAST_FIRST; first < 256; first += 1) {
    if (table.singles[first * ENTRY] === 0) readPairs(table, name, first);
  }
  return table;
}

function readSingle({ singles, lengths }: MultiByteTable, name: MultiByteEncoding, byte: number): void {
  // The library reads it as the euro sign, which GB 18030 has as a pair.
  if (name === 'gb18030' && byte === 0x80) return;
  const text = iconv.decode(Buffer.of(byte), name, { stripBOM: false });
  if (text === '' || text.includes(REPLACEMENT)) return;
  setEntry(singles, byte, text);
  lengths[text.charCodeAt(0)] = 1;
}

/** All pairs with the same first byte; line feeds, which no pair holds, keep them apart. */
function readPairs(table: MultiByteTable, name: MultiByteEncoding, first: number): void {
  const seconds = Array.from({ length: 256 - LEAST_SECOND }, (_, index) => LEAST_SECOND + index);
  const bytes = Buffer.from(seconds.flatMap((second) => [first, second, 0x0a]));
  const texts = iconv.decode(bytes, name, { stripBOM: false }).split('\n');
  seconds.forEach((second, index) => {
    const text = texts[index] ?? '';
    if (text === '' || text.includes(REPLACEMENT)) return;
    setEntry(table.pairs, first * 256 + second, text);
    setLengths(table.lengths, text);
  });
}

/** Four pairs of Big5 are a letter with a combining mark: the letter counts for both bytes, the mark for none. */
function setLengths(lengths: Uint8Array, text: string): void {
  const [letter = '', mark] = Array.from(text);
  if (letter.length === 1) lengths[letter.charCodeAt(0)] = 2;
  if (mark !== undefined) lengths[mark.charCodeAt(0)] = 0;
}

function setEntry(entries: Uint8Array, index: number, text: string): void {
  const utf8 = Buffer.from(text);
  entries.set([utf8.length, ...utf8], index * ENTRY);
}
