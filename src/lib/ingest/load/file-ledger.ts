import { AetherError } from '../../core/errors.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { quoteQualified } from '../../infra/mariadb/identifiers.ts';
import { deleteInParts } from './delete-in-parts.ts';
import { fileSums, type FileSums } from './file-sums.ts';

/**
 * loading: chunks are missing. loaded: complete, the steps have not run. waiting: the steps ran, and some records
 * wait for other files. transformed: done. failed: over its budget of rejects, nothing of it is staged. superseded: a
 * later delivery took its place. replacing: its rows are being deleted from the table that it went straight into.
 */
export type FileState =
  'loading' | 'loaded' | 'waiting' | 'transformed' | 'failed' | 'superseded' | 'replacing';

/** A file as the ledger knows it. */
export interface LedgerFile {
  readonly fileId: number;
  readonly fileKey: string;
  readonly fileName: string;
  readonly contentSha256: string;
  readonly state: FileState;
  readonly chunkBytes: number;
  /** Fingerprint of what the source said of the file when its loading began; null where that is not known. */
  readonly specSha256: string | null;
  /** null: standard input, a replay. */
  readonly deliveryName: string | null;
  /** The delivery before it, whose chunks it takes over. */
  readonly correctsFileId: number | null;
  /** The newest run that worked on it. */
  readonly runId: string;
}

/** The same bytes for another table are another file. */
export interface FileIdentity {
  readonly source: string;
  readonly fileKey: string;
  readonly contentSha256: string;
  readonly target: string;
}

export interface NewFile extends FileIdentity {
  readonly fileName: string;
  readonly deliveryName: string | null;
  readonly specSha256: string;
  readonly byteSize: number;
  readonly chunkBytes: number;
  readonly encoding: string;
  readonly dialect: object;
}

export const FILE_COLUMNS = `CAST(file_id AS DOUBLE) AS fileId, file_key AS fileKey, file_name AS fileName,
  content_sha256 AS contentSha256, state, CAST(chunk_bytes AS DOUBLE) AS chunkBytes, spec_sha256 AS specSha256,
  delivery_name AS deliveryName, CAST(corrects_file_id AS DOUBLE) AS correctsFileId,
  run_id AS runId`;

/**
 * The ledger of files in the metadata database, as one run sees it. A file belongs to the run that entered or claimed
 * it last. Chunks and ends of another run, which was taken for dead and has only slept, are refused from then on.
 */
export interface FileLedger extends FileSums {
  /** Superseded files are passed over. */
  find(identity: FileIdentity): Promise<LedgerFile | undefined>;
  byId(fileId: number): Promise<LedgerFile | undefined>;
  create(file: NewFile): Promise<LedgerFile>;
  /** Enters a file that takes the place of another one, which is superseded. */
  correct(earlier: number, file: NewFile): Promise<LedgerFile>;
  /** Enters a file that takes the place of others, which are superseded, and takes over nothing of them. */
  supersedeBy(replaced: readonly number[], file: NewFile): Promise<LedgerFile>;
  /** Says that a later delivery took the place of a file, and makes it this run's own. */
  supersede(fileId: number): Promise<void>;
  /** Makes a file that an earlier run has entered this run's own. */
  claim(fileId: number): Promise<void>;
  /** Writes how loading a file of this run's own ended; throws LEASE_LOST where it is no longer that. */
  conclude(fileId: number, state: FileState): Promise<void>;
  /** The files of a source whose staged records the steps have still to work through. */
  unfinished(source: string): Promise<LedgerFile[]>;
  /** The files of one staging table whose records there are still needed. */
  staged(source: string, fileKey: string): Promise<LedgerFile[]>;
  /** Makes files that the steps will work through this run's own. */
  claimAll(fileIds: readonly number[]): Promise<void>;
  /**
   * Keeps files of this run's own from being claimed by another until the open transaction ends; throws LEASE_LOST where
   * one is no longer its own.
   */
  hold(fileIds: readonly number[]): Promise<void>;
  /** Writes what became of files of this run's own; throws LEASE_LOST where one is no longer that. */
  setState(fileIds: readonly number[], state: FileState): Promise<void>;
  /**
   * Claims a file and forgets its chunks, rejects and counts, so that it can be loaded again. A run that dies meanwhile
   * leaves it failed, to be reset by the next one. Throws LEASE_LOST if another run has claimed it meanwhile.
   */
  reset(fileId: number, as: Pick<NewFile, 'chunkBytes' | 'specSha256'>): Promise<void>;
  /** Lets the files of one staging table be loaded again, as their records are gone with its old form; rejects stay until then. */
  forgetStaged(source: string, fileKey: string): Promise<void>;
}

/** What the ledger has of a file beside its row. */
const PARTS_OF_FILE = [
  'ingest_chunk',
  'ingest_deferred',
  'ingest_replay',
  'ingest_reject',
  'ingest_rule_count',
  'ingest_found',
];

export function fileLedger(connection: MariadbConnection, meta: string, runId: string): FileLedger {
  const table = (name: string) => quoteQualified(meta, name);
  const files = table('ingest_file');
  const part = (name: string) => ({ database: meta, table: name });
  const updateOwn = async (
    fileIds: readonly number[],
    change: string,
    values: readonly (string | number)[],
  ) => {
    if (fileIds.length === 0) return;
    const { affectedRows } = await connection.run(
      // By the primary key, which locks these rows alone. The key over run_id locks the gap after them too, and then
      // no other run can enter a file until this transaction ends.
      `UPDATE ${files} FORCE INDEX (PRIMARY) SET ${change} WHERE file_id IN (${fileIds.join(', ')}) AND run_id = ?`,
      [...values, runId],
    );
    if (affectedRows !== fileIds.length) throw notOurs(fileIds);
  };
  const claim = async (fileId: number) => {
    await connection.run(`UPDATE ${files} SET run_id = ? WHERE file_id = ?`, [runId, fileId]);
  };
  return {
    ...fileSums(connection, meta),
    ...readingFiles(connection, files),
    claim,
    conclude: (fileId, state) => updateOwn([fileId], 'state = ?', [state]),
    ...enteringFiles(connection, files, runId),
    async claimAll(fileIds) {
      if (fileIds.length === 0) return;
      await connection.run(`UPDATE ${files} SET run_id = ? WHERE file_id IN (${fileIds.join(', ')})`, [
        runId,
      ]);
    },
    hold: (fileIds) => updateOwn(fileIds, 'stepped_at = UTC_TIMESTAMP(6)', []),
    setState: (fileIds, state) => updateOwn(fileIds, 'state = ?', [state]),
    async reset(fileId, { chunkBytes, specSha256 }) {
      await claim(fileId);
      await updateOwn([fileId], "state = 'failed'", []);
      const isOwn = `EXISTS (SELECT 1 FROM ${files} WHERE file_id = ? AND run_id = ?)`;
      for (const name of PARTS_OF_FILE)
        await deleteInParts(connection, part(name), `file_id = ? AND ${isOwn}`, [fileId, fileId, runId]);
      await updateOwn(
        [fileId],
        `state = 'loading', chunk_bytes = ?, spec_sha256 = ?, records_parsed = NULL, records_accepted = NULL,
           records_rejected = NULL`,
        [chunkBytes, specSha256],
      );
    },
    async forgetStaged(source, fileKey) {
      const where = 'source = ? AND file_key = ?';
      const values = [source, fileKey];
      await connection.run(
        `UPDATE ${files} SET state = 'failed' WHERE ${where} AND state <> 'superseded'`,
        values,
      );
      const found = await connection.query<{ id: string }>(
        `SELECT CAST(file_id AS CHAR) AS id FROM ${files} WHERE ${where}`,
        values,
      );
      const ids = found.map(({ id }) => id);
      if (ids.length > 0)
        await deleteInParts(connection, part('ingest_chunk'), `file_id IN (${ids.join(', ')})`);
    },
  };
}

function readingFiles(
  connection: MariadbConnection,
  table: string,
): Pick<FileLedger, 'find' | 'byId' | 'unfinished' | 'staged'> {
  return {
    find: async ({ source, fileKey, contentSha256, target }) => {
      const [row] = await connection.query<LedgerFile>(
        `SELECT ${FILE_COLUMNS} FROM ${table} 
        WHERE content_sha256 = ? AND source = ? AND file_key = ? AND target = ? AND is_current = 1`,
        [contentSha256, source, fileKey, target],
      );
      return row;
    },
    async byId(fileId) {
      const [row] = await connection.query<LedgerFile>(
        `SELECT ${FILE_COLUMNS} FROM ${table} WHERE file_id = ?`,
        [fileId],
      );
      return row;
    },
    unfinished: (source) =>
      connection.query<LedgerFile>(
        `SELECT ${FILE_COLUMNS} FROM ${table} WHERE source = ? AND state IN ('loaded', 'waiting') ORDER BY file_id`,
        [source],
      ),
    staged: (source, fileKey) =>
      connection.query<LedgerFile>(
        `SELECT ${FILE_COLUMNS} FROM ${table}
          WHERE source = ? AND file_key = ? AND state IN ('loading', 'loaded', 'waiting') ORDER BY file_id`,
        [source, fileKey],
      ),
  };
}

function enteringFiles(
  connection: MariadbConnection,
  table: string,
  runId: string,
): Pick<FileLedger, 'create' | 'correct' | 'supersede' | 'supersedeBy'> {
  const supersede: FileLedger['supersede'] = async (fileId) => {
    await connection.run(`UPDATE ${table} SET state = 'superseded', run_id = ? WHERE file_id = ?`, [
      runId,
      fileId,
    ]);
  };
  return {
    create: (file) => insertFile(connection, table, file, { runId, corrects: null }),
    correct: (earlier, file) =>
      connection.transaction(async () => {
        await supersede(earlier);
        return await insertFile(connection, table, file, { runId, corrects: earlier });
      }),
    supersedeBy: (replaced, file) =>
      connection.transaction(async () => {
        for (const fileId of replaced) await supersede(fileId);
        return await insertFile(connection, table, file, { runId, corrects: null });
      }),
    supersede,
  };
}

async function insertFile(
  connection: MariadbConnection,
  table: string,
  file: NewFile,
  { runId, corrects }: { readonly runId: string; readonly corrects: number | null },
): Promise<LedgerFile> {
  const { insertId } = await connection.run(
    `INSERT INTO ${table} (source, file_key, file_name, content_sha256, target, byte_size, chunk_bytes, encoding,
       dialect, spec_sha256, delivery_name, corrects_file_id, state, run_id)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'loading', ?)
     ON DUPLICATE KEY UPDATE file_id = LAST_INSERT_ID(file_id)`,
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
      file.specSha256,
      file.deliveryName,
      corrects,
      runId,
    ],
  );
  return { ...file, fileId: Number(insertId), correctsFileId: corrects, state: 'loading', runId };
}

/** The error of a run that was taken for dead: another one goes on with its file. */
export function notOurs(fileIds: readonly number[]): AetherError {
  return new AetherError(
    'LEASE_LOST',
    `another run has taken over file ${fileIds.join(' or ')}; nothing more is written to it`,
  );
}
