import type { InputFile } from './find-files.ts';
import { readContent } from './read-content.ts';

/**
 * Decompresses a file to its end and keeps nothing; returns how many bytes it has. `look` sees every block of the
 * content. Throws INPUT_DAMAGED where it is torn.
 */
export async function verifyCompression(
  input: InputFile,
  signal: AbortSignal,
  look: (block: Buffer) => void,
): Promise<number> {
  if (input.compression === 'none') return input.bytes;
  let bytes = 0;
  for await (const block of readContent(input, signal)) {
    look(block);
    bytes += block.length;
  }
  return bytes;
}
