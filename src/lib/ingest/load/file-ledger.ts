import { AetherError } from '../../core/errors.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { quoteQualified } from '../../infra/mariadb/identifiers.ts';
import { fileSums, type FileSums } from './file-sums.ts';

/**
 * loading: chunks are missing. loaded: complete, the steps have not run. waiting: the steps ran, and some records
 * wait for other files. transformed: done. failed: over its budget of rejects, nothing of it is staged.
 */
export type FileState = 'loading' | 'loaded' | 'waiting' | 'transformed' | 'failed';

/** A file as the ledger knows it. */
export interface LedgerFile {
  readonly fileId: number;
  readonly fileKey: string;
  readonly fileName: string;
  readonly state: FileState;
  readonly chunkBytes: number;
}

export interface FileIdentity {
  readonly source: string;
  readonly fileKey: string;
  readonly contentSha256: string;
}

export interface NewFile extends FileIdentity {
  readonly fileName: string;
  readonly target: string;
  readonly byteSize: number;
  readonly chunkBytes: number;
  readonly encoding: string;
  readonly dialect: object;
}

const FILE_COLUMNS =
  'CAST(file_id AS DOUBLE) AS fileId, file_key AS fileKey, file_name AS fileName, state, CAST(chunk_bytes AS DOUBLE) AS chunkBytes';

/**
 * The ledger of files in the metadata database, as one run sees it. A file belongs to the run that entered or claimed
 * it last. Chunks and ends of another run, which was taken for dead and has only slept, are refused from then on.
 */
export interface FileLedger extends FileSums {
  find(identity: FileIdentity): Promise<LedgerFile | undefined>;
  create(file: NewFile): Promise<LedgerFile>;
  /** Makes a file that an earlier run has entered this run's own. */
  claim(fileId: number): Promise<void>;
  /** Writes how loading a file of this run's own ended; throws LEASE_LOST where it is no longer that. */
  conclude(fileId: number, state: FileState): Promise<void>;
  /** The files of a source whose staged records the steps have still to work through. */
  unfinished(source: string): Promise<LedgerFile[]>;
  /** The files of one staging table whose records there are still needed. */
  stagedFileIds(source: string, fileKey: string): Promise<number[]>;
  setState(fileIds: readonly number[], state: FileState): Promise<void>;
  /** Claims a file and forgets its chunks, rejects and counts, so that it can be loaded anew. */
  reset(fileId: number, chunkBytes: number): Promise<void>;
  /** Forgets the files of one staging table, whose records are gone with its old form. */
  forgetTarget(source: string, fileKey: string): Promise<void>;
}

export function fileLedger(connection: MariadbConnection, meta: string, runId: string): FileLedger {
  const table = (name: string) => quoteQualified(meta, name);
  const files = table('ingest_file');
  const find: FileLedger['find'] = async ({ source, fileKey, contentSha256 }) => {
    const [row] = await connection.query<LedgerFile>(
      `SELECT ${FILE_COLUMNS} FROM ${files} WHERE content_sha256 = ? AND source = ? AND file_key = ?`,
      [contentSha256, source, fileKey],
    );
    return row;
  };
  const forgetParts = async (where: string, values: readonly (string | number)[]) => {
    for (const part of ['ingest_chunk', 'ingest_reject', 'ingest_rule_count']) {
      await connection.run(
        `DELETE FROM ${table(part)} WHERE file_id IN (SELECT file_id FROM ${files} WHERE ${where})`,
        values,
      );
    }
  };
  const claim = async (fileId: number) => {
    await connection.run(`UPDATE ${files} SET run_id = ? WHERE file_id = ?`, [runId, fileId]);
  };
  return {
    ...fileSums(connection, meta),
    find,
    claim,
    async conclude(fileId, state) {
      const { affectedRows } = await connection.run(
        `UPDATE ${files} SET state = ? WHERE file_id = ? AND run_id = ?`,
        [state, fileId, runId],
      );
      if (affectedRows !== 1) throw notOurs(fileId);
    },
    create: (file) => insertFile(connection, files, file, runId),
    unfinished: (source) =>
      connection.query<LedgerFile>(
        `SELECT ${FILE_COLUMNS} FROM ${files} WHERE source = ? AND state IN ('loaded', 'waiting') ORDER BY file_id`,
        [source],
      ),
    async stagedFileIds(source, fileKey) {
      const rows = await connection.query<{ fileId: number }>(
        `SELECT CAST(file_id AS DOUBLE) AS fileId FROM ${files}
          WHERE source = ? AND file_key = ? AND state IN ('loading', 'loaded', 'waiting')`,
        [source, fileKey],
      );
      return rows.map((row) => row.fileId);
    },
    async setState(fileIds, state) {
      if (fileIds.length === 0) return;
      await connection.run(`UPDATE ${files} SET state = ? WHERE file_id IN (${fileIds.join(', ')})`, [state]);
    },
    async reset(fileId, chunkBytes) {
      await claim(fileId);
      await forgetParts('file_id = ?', [fileId]);
      await connection.run(
        `UPDATE ${files} SET state = 'loading', chunk_bytes = ?, records_parsed = NULL, records_accepted = NULL,
           records_rejected = NULL WHERE file_id = ?`,
        [chunkBytes, fileId],
      );
    },
    async forgetTarget(source, fileKey) {
      await forgetParts('source = ? AND file_key = ?', [source, fileKey]);
      await connection.run(`DELETE FROM ${files} WHERE source = ? AND file_key = ?`, [source, fileKey]);
    },
  };
}

async function insertFile(
  connection: MariadbConnection,
  table: string,
  file: NewFile,
  runId: string,
): Promise<LedgerFile> {
  const { insertId } = await connection.run(
    `INSERT INTO ${table} (source, file_key, file_name, content_sha256, target, byte_size, chunk_bytes, encoding,
       dialect, state, run_id)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'loading', ?)`,
    [
      file.source,
      file.fileKey,
      file.fileName,
      file.contentSha256,
      file.target,
      file.byteSize,
      file.chunkBytes,
      file.encoding,
      JSON.stringify(file.dialect),
      runId,
    ],
  );
  return { ...file, fileId: Number(insertId), state: 'loading' };
}

/** The error of a run that was taken for dead: another one goes on with its file. */
export function notOurs(fileId: number): AetherError {
  return new AetherError(
    'LEASE_LOST',
    `another run has taken over file ${fileId}; nothing more is written to it`,
  );
}
