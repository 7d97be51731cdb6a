import { SPACE } from '../columns/digits.ts';
import { BACKSLASH } from '../records/byte-class.ts';
import { createWordTable } from '../columns/word-table.ts';
import { encodeText } from '../encode/escape-text.ts';
import { checked, type FitRule, isText, KEPT, refused } from './fit.ts';

const AS_TEXT = 'declare the column as text in the source';

/** VARCHAR and the TEXT types. What is too long, or not in the character set, the server refuses. */
export const fitText: FitRule = () => KEPT;

/** CHAR: spaces at the end are not given back, and white space beyond its length is cut off without a word. */
export const fitChar: FitRule = (spec, { length }) =>
  isText(spec)
    ? checked(
        (bytes, start, end) =>
          bytes[end - 1] !== SPACE && countCharacters(bytes, start, end) <= (length ?? 1),
      )
    : KEPT;

/** Characters of a text in a row, in which a backslash and what comes after it are one. */
function countCharacters(bytes: Buffer, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === BACKSLASH) at += 1;
    if ((byte & CONTINUATION_MASK) !== CONTINUATION) count += 1;
  }
  return count;
}

/** The bytes of a UTF-8 character after its first one. */
const CONTINUATION_MASK = 0xc0;
const CONTINUATION = 0x80;

/** VARBINARY and the BLOB types hold the bytes of the text in UTF-8. */
export const fitBytes: FitRule = () => KEPT;

/** BINARY: what is shorter than the column is filled up with zero bytes. */
export const fitBinary: FitRule = () =>
  refused('load it staged, and give the step UNHEX(…) or what else makes the bytes; or make it VARBINARY');

/** ENUM: digits count as the number of a value, and a collation may call two spellings one. */
export const fitEnum: FitRule = ({ type }, { labels }) => {
  if (!['text', 'enum', 'integer', 'boolean'].includes(type))
    return refused('declare the column as text or enum in the source');
  const table = createWordTable(labels.map(encoded), false);
  return checked((bytes, start, end) => table.find(bytes, start, end) >= 0);
};

/** SET: as ENUM, and the values have to come in the order in which the server gives them back. */
export const fitSet: FitRule = ({ type }, { labels }) => {
  if (type !== 'text' && type !== 'enum') return refused(AS_TEXT);
  const places = new Map(labels.map((label, place) => [encoded(label), place]));
  return checked((bytes, start, end) => {
    let last = -1;
    if (start === end) return true;
    return bytes
      .toString('utf8', start, end)
      .split(',')
      .every((label) => {
        const place = places.get(label) ?? -1;
        const isNext = place > last;
        last = place;
        return isNext;
      });
  });
};

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/iu;

/** UUID: other spellings are rejected, because the server puts its own in their place. */
export const fitUuid: FitRule = ({ type }) =>
  type === 'text'
    ? checked((bytes, start, end) => UUID.test(bytes.toString('latin1', start, end)))
    : refused(AS_TEXT);

/** Without zeros in front, which the server drops and other programs take for octal digits. */
const INET4 = /^(?:(?:0|[1-9]\d{0,2})(?:\.(?!$)|$)){4}$/u;

/** INET4. */
export const fitInet4: FitRule = ({ type }) =>
  type === 'text'
    ? checked((bytes, start, end) => INET4.test(bytes.toString('latin1', start, end)))
    : refused(AS_TEXT);

/** INET6. From 11.8 on it takes an INET4 address too, and shows it as another one: 10.0.0.1 as ::ffff:10.0.0.1. */
export const fitInet6: FitRule = ({ type }) =>
  type === 'text'
    ? checked((bytes, start, end) => {
        const address = bytes.toString('latin1', start, end);
        const tail = address.slice(address.lastIndexOf(':') + 1);
        return address.includes(':') && (!tail.includes('.') || INET4.test(tail));
      })
    : refused(AS_TEXT);

/** Geometries, vectors, and whatever a later server adds. */
export const fitNothing: FitRule = () =>
  refused('load it staged, and convert it in a step, such as ST_GeomFromText(…) or VEC_FromText(…)');

function encoded(label: string): string {
  return encodeText(label).toString();
}
