import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AetherError, systemErrorCode } from '../../core/errors.ts';
import { didYouMean } from '../../core/suggest.ts';
import type { Source } from '../source/source-schema.ts';
import { type Compression, compressionOf } from './compression.ts';
import { unreadable } from './unreadable.ts';

/** One input on disk and the part of the source that describes it. */
export interface InputFile {
  readonly fileKey: string;
  readonly path: string;
  /** Its name without directory, for the ledger and for messages. */
  readonly name: string;
  /** Another file of the same name is a later delivery; null for standard input and replays, which have no name. */
  readonly deliveryName: string | null;
  /** As it is on disk, compressed or not. */
  readonly bytes: number;
  /** When it was last written to, as the system tells it. */
  readonly modifiedMs: number;
  readonly compression: Compression;
}

/**
 * The inputs of a source below `from`, in the order of the source and, for patterns, of their names.
 * `from` may also be one single file. Throws INPUT_NOT_FOUND (naming all that is missing) or INPUT_UNREADABLE.
 */
export async function findFiles(source: Source, from: string): Promise<InputFile[]> {
  const { directory, names, isOneFile } = await list(from);
  const files: InputFile[] = [];
  const missing: string[] = [];
  for (const [fileKey, spec] of Object.entries(source.files)) {
    const pattern = toPattern(spec.match);
    const matching = names.filter((name) => pattern.test(name)).toSorted();
    if (matching.length === 0 && !spec.optional)
      missing.push(`${spec.match}${didYouMean(spec.match, names)}`);
    for (const name of matching) files.push(await inputFile(fileKey, join(directory, name)));
  }
  // One file was asked for: the others of the source are not missing.
  if (isOneFile && files.length === 1) return files;
  if (missing.length > 0) {
    throw new AetherError('INPUT_NOT_FOUND', `${from}: not there: ${missing.join('; ')}`, {
      hint: `the source "${source.source}" names ${Object.keys(source.files).length} files; --from is the directory that holds them`,
    });
  }
  return files;
}

async function list(from: string): Promise<{ directory: string; names: string[]; isOneFile: boolean }> {
  try {
    const found = await stat(from);
    if (found.isDirectory()) return { directory: from, names: await readdir(from), isOneFile: false };
    return { directory: dirname(from), names: [basename(from)], isOneFile: true };
  } catch (thrown) {
    if (systemErrorCode(thrown) !== 'ENOENT') throw unreadable(from, thrown);
    throw new AetherError('INPUT_NOT_FOUND', `${from}: no such file or directory`, { cause: thrown });
  }
}

/** Looks at one path. Throws INPUT_UNREADABLE for what is not a file, INPUT_EMPTY for one without a byte. */
export async function inputFile(fileKey: string, path: string): Promise<InputFile> {
  const found = await stat(path).catch((thrown: unknown) => {
    throw unreadable(path, thrown);
  });
  if (!found.isFile()) {
    const what = found.isDirectory() ? 'a directory' : 'no regular file';
    throw new AetherError('INPUT_UNREADABLE', `${path}: is ${what}, a file is needed`);
  }
  if (found.size === 0) throw new AetherError('INPUT_EMPTY', `${path}: is empty, not even a header is there`);
  const compression = await compressionOf(path);
  const { size: bytes, mtimeMs: modifiedMs } = found;
  const name = basename(path);
  return { fileKey, path, name, deliveryName: deliveryName(name), bytes, modifiedMs, compression };
}

/** Packing a file does not make it another delivery. */
function deliveryName(name: string): string {
  return name.replace(/\.(gz|zst)$/, '');
}

/** `orders_*.csv` matches the whole name; .gz and .zst may follow it. */
export function toPattern(match: string): RegExp {
  const escaped = match.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}(\\.gz|\\.zst)?$`);
}
