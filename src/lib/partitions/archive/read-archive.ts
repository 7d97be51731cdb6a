import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { AetherError } from '../../core/errors.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { zstd } from '../../infra/process/zstd.ts';
import { loadStatement } from './archive-text.ts';
import type { TableColumn } from './table-columns.ts';
import { toArchiveError } from './write-archive.ts';

/** One LOAD DATA takes so much: a transaction that a Galera cluster accepts. */
const LOAD_BYTES = 8 * 1024 * 1024;
const NEWLINE = 0x0a;

/** Loads the rows of an archive file into an empty table. Throws ARCHIVE_REFUSED if the file is damaged. */
export async function readArchive(
  connection: MariadbConnection,
  path: string,
  table: string,
  columns: readonly TableColumn[],
): Promise<void> {
  const statement = loadStatement(table, columns);
  try {
    for await (const block of wholeLines(path)) await connection.load(statement, [block]);
  } catch (thrown) {
    throw toArchiveError(path, thrown);
  }
}

/** The decompressed file in blocks that end with a line. */
async function* wholeLines(path: string): AsyncGenerator<Buffer> {
  let kept: Buffer[] = [];
  let bytes = 0;
  for await (const block of zstd('decompress', createReadStream(path))) {
    kept.push(block);
    bytes += block.length;
    const end = bytes < LOAD_BYTES ? -1 : block.lastIndexOf(NEWLINE);
    if (end < 0) continue;
    const rest = block.subarray(end + 1);
    yield Buffer.concat(kept, bytes - rest.length);
    kept = [rest];
    bytes = rest.length;
  }
  if (bytes > 0) yield Buffer.concat(kept);
}

/** Throws ARCHIVE_REFUSED unless the file has the content that was written. */
export async function requireContent(path: string, sha256: string | null): Promise<void> {
  const hash = createHash('sha256');
  try {
    for await (const block of createReadStream(path)) hash.update(block as Buffer);
  } catch (thrown) {
    throw toArchiveError(path, thrown);
  }
  if (hash.digest('hex') === sha256) return;
  throw new AetherError(
    'ARCHIVE_REFUSED',
    `${path} is not the file that was archived: its SHA-256 is another one`,
    {
      hint: 'put the file back from a backup; the manifest beside it names the SHA-256',
    },
  );
}
