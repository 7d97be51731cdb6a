import { checksumTables } from './checksums.ts';
import { digestTables } from './table-digests.ts';
import type { Workspace } from './workspace.ts';

/** What a finished ingestion leaves behind, in a form that two ways to it can be compared by. */
export interface IngestState {
  readonly tables: unknown;
  readonly files: unknown;
  readonly chunks: unknown;
  readonly rejects: unknown;
  readonly rules: unknown;
}

/** Reads the business tables, and the ledger without what differs from run to run. */
export async function readIngestState(workspace: Workspace): Promise<IngestState> {
  const meta = `${workspace.database}_meta`;
  const file = `${meta}.ingest_file AS f`;
  return {
    tables: await digestTables(workspace.admin, workspace.database),
    files: await workspace.rows(
      `SELECT file_key, content_sha256, state, records_parsed, records_accepted, records_rejected
         FROM ${file} ORDER BY file_key, content_sha256`,
    ),
    chunks: await workspace.rows(
      `SELECT f.file_key, chunk_no, byte_start, byte_end, first_record, last_record, parsed, accepted, rejected
         FROM ${meta}.ingest_chunk JOIN ${file} USING (file_id) ORDER BY f.file_key, chunk_no`,
    ),
    rejects: await workspace.rows(
      `SELECT f.file_key, record_no, rule, column_name, file_line, byte_offset, reason, HEX(raw) AS raw
         FROM ${meta}.ingest_reject JOIN ${file} USING (file_id) ORDER BY f.file_key, record_no, rule, column_name`,
    ),
    rules: await workspace.rows(
      `SELECT f.file_key, rule, column_name, action, SUM(count) AS count, MIN(first_record) AS record, MIN(first_line) AS line
         FROM ${meta}.ingest_rule_count JOIN ${file} USING (file_id)
        GROUP BY f.file_key, rule, column_name, action ORDER BY f.file_key, rule, column_name, action`,
    ),
  };
}

/** Empties what ingestion fills, so that the next run is a first one. */
export interface Emptier {
  empty(): Promise<void>;
}

/** To be called right after `schema apply`: the tables that have rows then are lists that belong to the schema. */
export async function createEmptier(workspace: Workspace, further: readonly string[] = []): Promise<Emptier> {
  const { database, admin } = workspace;
  const filled = new Set(
    Object.keys(await digestTables(admin, database)).map((table) => `${database}.${table}`),
  );
  const tables = [
    ...Object.keys(await checksumTables(workspace, database)).filter((table) => !filled.has(table)),
    ...[
      'chunk',
      'deferred',
      'found',
      'replay',
      'reject',
      'rule_count',
      'transform',
      'step_batch',
      'file',
      'run',
    ].map((name) => `${database}_meta.ingest_${name}`),
    ...further,
  ];
  return {
    async empty() {
      await admin.query(`DROP DATABASE ${database}_stage`);
      await admin.query(`CREATE DATABASE ${database}_stage`);
      await admin.query('SET SESSION foreign_key_checks = 0');
      for (const table of tables) {
        // By far quicker than truncating the ones that are empty.
        const rows = await workspace.rows(`SELECT 1 FROM ${table} LIMIT 1`);
        if (rows.length > 0) await admin.query(`TRUNCATE TABLE ${table}`);
      }
      await admin.query('SET SESSION foreign_key_checks = 1');
    },
  };
}
