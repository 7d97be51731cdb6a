import type { InputFile } from './find-files.ts';
import { readInput } from './open-input.ts';

/** Decompresses a file to its end and keeps nothing. Throws INPUT_DAMAGED where it is torn. */
export async function verifyCompression(input: InputFile, signal: AbortSignal): Promise<void> {
  if (input.compression === 'none') return;
  for await (const _block of readInput(input, signal));
}
