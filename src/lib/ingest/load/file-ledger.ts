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
  readonly runId: string;
}

const FILE_COLUMNS =
  'CAST(file_id AS DOUBLE) AS fileId, file_key AS fileKey, file_name AS fileName, state, CAST(chunk_bytes AS DOUBLE) AS chunkBytes';

/** The ledger of files in the metadata database. */
export interface FileLedger extends FileSums {
  find(identity: FileIdentity): Promise<LedgerFile | undefined>;
  create(file: NewFile): Promise<LedgerFile>;
  /** The files of a source whose staged records the steps have still to work through. */
  unfinished(source: string): Promise<LedgerFile[]>;
  /** The files of one staging table whose records there are still needed. */
  stagedFileIds(source: string, fileKey: string): Promise<number[]>;
  setState(fileIds: readonly number[], state: FileState): Promise<void>;
  /** Forgets chunks, rejects and counts, so that the file can be loaded anew. */
  reset(fileId: number, runId: string, chunkBytes: number): Promise<void>;
  /** Forgets the files of one staging table, whose records are gone with its old form. */
  forgetTarget(source: string, fileKey: string): Promise<void>;
}

export function fileLedger(connection: MariadbConnection, meta: string): FileLedger {
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
  return {
    ...fileSums(connection, meta),
    find,
    async create(file) {
      const { insertId } = await connection.run(
        `INSERT INTO ${files} (source, file_key, file_name, content_sha256, target, byte_size, chunk_bytes, encoding,
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
          file.runId,
        ],
      );
      return { ...file, fileId: Number(insertId), state: 'loading' };
    },
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
    async reset(fileId, runId, chunkBytes) {
      await forgetParts('file_id = ?', [fileId]);
      await connection.run(
        `UPDATE ${files} SET state = 'loading', run_id = ?, chunk_bytes = ?, records_parsed = NULL,
           records_accepted = NULL, records_rejected = NULL WHERE file_id = ?`,
        [runId, chunkBytes, fileId],
      );
    },
    async forgetTarget(source, fileKey) {
      await forgetParts('source = ? AND file_key = ?', [source, fileKey]);
      await connection.run(`DELETE FROM ${files} WHERE source = ? AND file_key = ?`, [source, fileKey]);
    },
  };
}
