import { createDecoder } from './create-decoder.ts';
import type { EncodingName } from './encoding-names.ts';
import { type DelimiterGuess, guessDelimiters } from './sniff-delimiter.ts';
import { type EncodingGuess, guessEncoding } from './sniff-encoding.ts';

export interface LineEnds {
  readonly lf: number;
  readonly crlf: number;
  /** A CR without LF. */
  readonly cr: number;
}

/** What the first bytes of a file tell about it. */
export interface Sniff extends EncodingGuess {
  /** The sample in UTF-8, without a byte order mark; empty where it is compressed or no text. */
  readonly text: Buffer;
  readonly compression: 'gzip' | 'zstd' | undefined;
  readonly lineEnds: LineEnds;
  /** Best first; see `guessDelimiters`. */
  readonly delimiters: readonly DelimiterGuess[];
}

const MAGIC = [
  ['gzip', Buffer.of(0x1f, 0x8b)],
  ['zstd', Buffer.of(0x28, 0xb5, 0x2f, 0xfd)],
] as const;

/** Which compression a file begins with; to be asked before `sniff`, on the bytes as they are on disk. */
export function sniffCompression(sample: Buffer): Sniff['compression'] {
  return MAGIC.find(([, magic]) => sample.subarray(0, magic.length).equals(magic))?.[0];
}

/**
 * Looks at the first 64 KiB to 1 MiB of a file; `isWhole` says that there is no more of it. Its text is decoded by its
 * byte order mark, else as declared, else as guessed.
 */
export function sniff(sample: Buffer, isWhole: boolean, declared?: EncodingName): Sniff {
  const compression = sniffCompression(sample);
  const guess = guessEncoding(sample, isWhole);
  const text = compression === undefined ? toText(sample, guess, declared) : Buffer.alloc(0);
  return {
    ...guess,
    compression,
    text,
    lineEnds: countLineEnds(text),
    delimiters: guessDelimiters(text, isWhole),
  };
}

function toText(sample: Buffer, guess: EncodingGuess, declared: EncodingName | undefined): Buffer {
  const { bom } = guess;
  const encoding = bom?.encoding ?? declared ?? guess.encoding;
  if (encoding === undefined) return Buffer.alloc(0);
  const bytes = sample.subarray(bom?.bytes ?? 0);
  return createDecoder(encoding)?.decode(bytes) ?? bytes;
}

function countLineEnds(text: Buffer): LineEnds {
  const ends = { lf: 0, crlf: 0, cr: 0 };
  for (let at = 0; at < text.length; at += 1) {
    const byte = text[at];
    if (byte === 0x0d && text[at + 1] !== 0x0a) ends.cr += 1;
    else if (byte === 0x0a && text[at - 1] === 0x0d) ends.crlf += 1;
    else if (byte === 0x0a) ends.lf += 1;
  }
  return ends;
}
