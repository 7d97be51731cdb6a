import { LINE_FEED } from './byte-class.ts';
import type { EncodingName } from './encoding-names.ts';
import { invalidUtf8At } from './utf8.ts';

export interface ByteOrderMark {
  readonly encoding: EncodingName;
  readonly bytes: number;
}

export interface EncodingGuess {
  readonly bom: ByteOrderMark | undefined;
  /** undefined: it looks like no text at all. */
  readonly encoding: EncodingName | undefined;
  /** Where the first byte stands in the sample that is not UTF-8. */
  readonly invalidUtf8At: number | undefined;
  readonly nulBytes: number;
  readonly isAscii: boolean;
}

const MARKS: readonly (readonly [EncodingName, Buffer])[] = [
  ['utf-8', Buffer.of(0xef, 0xbb, 0xbf)],
  ['utf-16le', Buffer.of(0xff, 0xfe)],
  ['utf-16be', Buffer.of(0xfe, 0xff)],
];

/** A character may be cut off at the end of a sample; the longest has four bytes. */
const LONGEST_CUT = 3;

/** In UTF-16 text of European languages nearly every second byte is NUL, in other text hardly any. */
const UTF16_NUL_SHARE = 0.4;

/** A byte that is not UTF-8 is a matter of its record; text in another encoding has one in many of its lines. */
const STRAY_LINES_SHARE = 0.05;

/** More control characters than this, and it is not text. */
const BINARY_SHARE = 0.1;

/** Guesses from the first bytes of a file; a byte order mark is believed. */
export function guessEncoding(sample: Buffer, isWhole: boolean): EncodingGuess {
  const bom = findMark(sample);
  const nuls = countNuls(sample);
  const invalidAt = invalidUtf8At(sample, 0, sample.length);
  const isCut = !isWhole && invalidAt >= sample.length - LONGEST_CUT;
  const invalidUtf8 = invalidAt < 0 || isCut ? undefined : invalidAt;
  return {
    bom,
    encoding: bom?.encoding ?? guessFromBytes(sample, nuls, isMostlyUtf8(sample, invalidUtf8)),
    invalidUtf8At: invalidUtf8,
    nulBytes: nuls.even + nuls.odd,
    isAscii: sample.every((byte) => byte < 0x80),
  };
}

function findMark(sample: Buffer): ByteOrderMark | undefined {
  const found = MARKS.find(([, mark]) => sample.subarray(0, mark.length).equals(mark));
  return found === undefined ? undefined : { encoding: found[0], bytes: found[1].length };
}

interface NulCount {
  readonly even: number;
  readonly odd: number;
}

function countNuls(sample: Buffer): NulCount {
  let even = 0;
  let odd = 0;
  for (let at = sample.indexOf(0); at >= 0; at = sample.indexOf(0, at + 1)) {
    if (at % 2 === 0) even += 1;
    else odd += 1;
  }
  return { even, odd };
}

function guessFromBytes(sample: Buffer, nuls: NulCount, isUtf8: boolean): EncodingName | undefined {
  const units = sample.length / 2;
  if (nuls.odd > units * UTF16_NUL_SHARE && nuls.even < nuls.odd / 4) return 'utf-16le';
  if (nuls.even > units * UTF16_NUL_SHARE && nuls.odd < nuls.even / 4) return 'utf-16be';
  if (looksBinary(sample)) return undefined;
  return isUtf8 ? 'utf-8' : 'windows-1252';
}

function isMostlyUtf8(sample: Buffer, firstInvalidAt: number | undefined): boolean {
  if (firstInvalidAt === undefined) return true;
  const most = Math.max(1, countLines(sample) * STRAY_LINES_SHARE);
  let invalidLines = 0;
  for (let at = firstInvalidAt; at >= 0 && invalidLines <= most; invalidLines += 1) {
    const nextLine = sample.indexOf(LINE_FEED, at);
    at = nextLine < 0 ? -1 : invalidUtf8At(sample, nextLine, sample.length);
  }
  return invalidLines <= most;
}

function countLines(sample: Buffer): number {
  let lines = 1;
  for (let at = sample.indexOf(LINE_FEED); at >= 0; at = sample.indexOf(LINE_FEED, at + 1)) lines += 1;
  return lines;
}

/** Whether text in UTF-8 holds too many control characters to be text. */
export function looksBinary(text: Buffer): boolean {
  return countControls(text) > text.length * BINARY_SHARE;
}

/** Control characters that text does not hold: all but tab, line breaks, form feed, and Ctrl-Z as an end mark. */
function countControls(sample: Buffer): number {
  let count = 0;
  for (const byte of sample) {
    if (byte < 0x20 && byte !== 0x1a && (byte < 0x09 || byte > 0x0d)) count += 1;
  }
  return count;
}
