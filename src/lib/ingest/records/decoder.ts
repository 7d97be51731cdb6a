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
