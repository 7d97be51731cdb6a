import { singleByteDecoder } from './decode-single-byte.ts';
import { utf16Decoder } from './decode-utf16.ts';
import type { EncodingName } from './file-encoding.ts';
import type { SourceLength } from './record-view.ts';

/**
 * Turns a file's bytes into UTF-8, chunk by chunk, always whole characters. Nothing is thrown and nothing is
 * guessed: input without a meaning becomes a byte that no UTF-8 has.
 */
export interface Decoder {
  /** The result is valid until the next call. */
  decode(chunk: Buffer): Buffer;
  /** What is left when the file ends in the middle of a character. */
  finish(): Buffer;
  /** For the scanner, so that its offsets are those of the file. */
  readonly sourceLength: SourceLength;
}

/** A decoder for one file, behind its byte order mark; undefined for UTF-8, which needs none. */
export function createDecoder(name: EncodingName): Decoder | undefined {
  if (name === 'utf-8') return undefined;
  if (name === 'utf-16le' || name === 'utf-16be') return utf16Decoder(name === 'utf-16be');
  return singleByteDecoder(name);
}
