import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { AetherError, systemErrorCode } from '../../core/errors.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { zstd } from '../../infra/process/zstd.ts';
import { syncDirectory } from '../../infra/state/sync-directory.ts';
import { rowLine, selectStatement } from './archive-text.ts';
import type { TableColumn } from './table-columns.ts';

/** Lines are put together before they go to the compressor. */
const BLOCK_CHARACTERS = 256 * 1024;

export interface WrittenFile {
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * Writes the rows of a table into a compressed file: complete under its name, or not there. Nobody else may read it.
 * Throws ARCHIVE_REFUSED if it cannot be written.
 */
export async function writeArchive(
  connection: MariadbConnection,
  from: string,
  columns: readonly TableColumn[],
  path: string,
): Promise<WrittenFile> {
  const draft = `${path}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await rm(draft, { force: true });
    const written = await writeDraft(connection, selectStatement(from, columns), draft);
    await rename(draft, path);
    await syncDirectory(dirname(path));
    return written;
  } catch (thrown) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw toArchiveError(path, thrown);
  }
}

async function writeDraft(
  connection: MariadbConnection,
  select: string,
  draft: string,
): Promise<WrittenFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  const file = await open(draft, 'wx', 0o600);
  try {
    const lines = Readable.from(blocksOf(connection, select), { objectMode: false });
    for await (const block of zstd('compress', lines)) {
      hash.update(block);
      bytes += block.length;
      await file.writeFile(block);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { sha256: hash.digest('hex'), bytes };
}

async function* blocksOf(connection: MariadbConnection, select: string): AsyncGenerator<Buffer> {
  let text = '';
  for await (const row of connection.stream(select)) {
    text += rowLine(row);
    if (text.length < BLOCK_CHARACTERS) continue;
    yield Buffer.from(text);
    text = '';
  }
  if (text !== '') yield Buffer.from(text);
}

/** An error of the file or of the compressor, in a DBA's words; others as they are. */
export function toArchiveError(path: string, thrown: unknown): unknown {
  if (thrown instanceof AetherError) return thrown;
  const code = systemErrorCode(thrown);
  if (code === undefined) return thrown;
  const isMissing =
    code === 'ENOENT' && (thrown as NodeJS.ErrnoException).syscall?.startsWith('spawn') === true;
  return new AetherError(
    'ARCHIVE_REFUSED',
    isMissing ? `${path}: there is no zstd command` : `cannot read or write ${path} (${code})`,
    {
      hint: isMissing
        ? 'apt-get install --no-install-recommends zstd'
        : 'nothing was dropped; make room or correct partitions.archive_dir, then run the same command again',
      cause: thrown,
    },
  );
}
