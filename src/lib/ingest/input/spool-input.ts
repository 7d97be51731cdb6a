import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AetherError, systemErrorCode, throwIfAborted } from '../../core/errors.ts';
import { didYouMean } from '../../core/suggest.ts';
import type { Context } from '../../infra/context.ts';
import type { Source } from '../source/source-schema.ts';
import { type InputFile, inputFile } from './find-files.ts';

/** Standard input as a file, which is gone when this is disposed of. */
export interface SpooledInput extends AsyncDisposable {
  readonly file: InputFile;
}

/**
 * Writes standard input to a file of the run, and takes that for the input: only a whole content can be told from
 * another one, and only a file can be read again for the text of a rejected record. It is named after the file of the
 * source that it stands for, so that its rejects can be replayed. Throws FILE_UNWRITABLE, or the signal's reason.
 */
export async function spoolInput(
  context: Pick<Context, 'stdin' | 'stateDir' | 'runId' | 'signal'>,
  source: Source,
  fileKey: string | undefined,
): Promise<SpooledInput> {
  const key = chooseFile(source, fileKey);
  const directory = join(context.stateDir, 'runs', context.runId, 'stdin');
  const path = join(directory, nameFor(source.files[key]?.match ?? key));
  const remove = () => rm(directory, { recursive: true, force: true });
  try {
    await write(context, directory, path);
    const file = { ...(await inputFile(key, path)), deliveryName: null };
    return { file, [Symbol.asyncDispose]: remove };
  } catch (thrown) {
    await remove();
    throw thrown;
  }
}

async function write(
  { stdin, signal }: Pick<Context, 'stdin' | 'signal'>,
  directory: string,
  path: string,
): Promise<void> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await pipeline(stdin, createWriteStream(path, { mode: 0o600 }), { signal });
  } catch (thrown) {
    throwIfAborted(signal);
    const why = systemErrorCode(thrown) ?? 'unknown error';
    throw new AetherError('FILE_UNWRITABLE', `${path}: standard input cannot be kept there (${why})`, {
      cause: thrown,
      hint: 'make room; or write it to a file elsewhere, and name that with --from',
    });
  }
}

/** A name that a pattern fits. */
function nameFor(match: string): string {
  return match.replaceAll('*', 'stdin').replaceAll('?', '_');
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
