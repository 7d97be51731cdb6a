import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AetherError } from '../../core/errors.ts';
import { didYouMean } from '../../core/suggest.ts';
import type { Source } from '../source/source-schema.ts';
import { type InputFile, inputFile } from './find-files.ts';

/**
 * Writes standard input to a file of the run, and takes that for the input: only a whole content can be told from
 * another one, and only a file can be read again for the text of a rejected record.
 */
export async function spoolInput(
  source: Source,
  fileKey: string | undefined,
  { directory, signal }: { readonly directory: string; readonly signal: AbortSignal },
): Promise<InputFile> {
  const key = chooseFile(source, fileKey);
  const path = join(directory, `${key}.stdin`);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await pipeline(createReadStream('/dev/stdin'), createWriteStream(path, { mode: 0o600 }), { signal });
  return inputFile(key, path);
}

function chooseFile({ source, files }: Source, wanted: string | undefined): string {
  const keys = Object.keys(files);
  if (wanted === undefined && keys.length === 1) return keys[0] ?? '';
  if (wanted !== undefined && wanted in files) return wanted;
  const problem =
    wanted === undefined
      ? `the source "${source}" has ${keys.length} files: which of them is standard input?`
      : `the source "${source}" has no file "${wanted}"${didYouMean(wanted, keys)}`;
  throw new AetherError('USAGE', problem, { hint: `add --file with one of: ${keys.join(', ')}` });
}
