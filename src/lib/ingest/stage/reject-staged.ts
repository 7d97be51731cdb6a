import { AetherError } from '../../core/errors.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { IngestRun } from '../ingest-run.ts';
import type { RecordViolation, RuleAction } from '../load/chunk.ts';
import { insertRejects, WHOLE_FILE, writeRuleCounts } from '../load/chunk-ledger.ts';

/** The temporary table that a check or the search for duplicates puts what it finds into. */
export const FAILED = '`_aether_failed`';

export interface FailedCount {
  readonly fileId: number;
  readonly count: number;
  readonly firstRecord: number;
}

/** Runs a select of `_file, _record` into the temporary table and counts what it found, by file. */
export async function collectFailed(connection: MariadbConnection, select: string): Promise<FailedCount[]> {
  await connection.run(`DROP TEMPORARY TABLE IF EXISTS ${FAILED}`);
  await connection.run(
    `CREATE TEMPORARY TABLE ${FAILED} (PRIMARY KEY (_file, _record)) ENGINE=InnoDB AS ${select}`,
  );
  return connection.query<FailedCount>(
    `SELECT CAST(_file AS DOUBLE) AS fileId, CAST(COUNT(*) AS DOUBLE) AS count, CAST(MIN(_record) AS DOUBLE) AS firstRecord
       FROM ${FAILED} GROUP BY _file`,
  );
}

export interface Rejection {
  readonly stageTable: string;
  readonly violation: RecordViolation;
  readonly action: Extract<RuleAction, 'reject' | 'discard'>;
}

type Needs = Pick<IngestRun, 'connection' | 'databases' | 'records'>;

/** Rejects are written by this many, so that any number of them fits into memory. */
const RECORDS_PER_BATCH = 20_000;

/**
 * Moves the collected records out of their staging table into the reject table, with their text and place.
 * Belongs into a transaction: the records and their counts change together.
 */
export async function rejectCollected(
  run: Needs,
  counts: readonly FailedCount[],
  { stageTable, violation, action }: Rejection,
): Promise<void> {
  const { connection, databases } = run;
  for (const { fileId, count, firstRecord } of counts) {
    const firstLine = await rejectFile(run, fileId, violation);
    await writeRuleCounts(connection, databases.meta, { fileId, chunkNo: WHOLE_FILE }, [
      { rule: violation.rule, column: violation.column, action, count, firstRecord, firstLine },
    ]);
  }
  await removeCollected(connection, stageTable);
}

/** Deletes the collected records from their staging table. */
export async function removeCollected(connection: MariadbConnection, stageTable: string): Promise<void> {
  await connection.run(
    `DELETE s FROM ${stageTable} AS s JOIN ${FAILED} AS f ON f._file = s._file AND f._record = s._record`,
  );
}

/** Writes the rejects of one file in order of record; returns the line of the first. */
async function rejectFile(
  { connection, databases, records }: Needs,
  fileId: number,
  violation: RecordViolation,
): Promise<number> {
  await using locator = await records.open(fileId);
  let after = 0;
  let firstLine = 0;
  for (;;) {
    const batch = await connection.query<{ readonly record: number }>(
      `SELECT CAST(_record AS DOUBLE) AS record FROM ${FAILED}
        WHERE _file = ? AND _record > ? ORDER BY _record LIMIT ${RECORDS_PER_BATCH}`,
      [fileId, after],
    );
    const last = batch.at(-1);
    if (last === undefined) return firstLine;
    const located = await locator.find(new Map(batch.map(({ record }) => [record, [violation]])));
    if (located.length !== batch.length) {
      throw new AetherError(
        'INPUT_UNREADABLE',
        `file ${fileId} has changed since it was loaded: its rejects are not found in it`,
      );
    }
    await insertRejects(connection, databases.meta, fileId, located);
    if (after === 0) firstLine = located[0]?.line ?? 0;
    after = last.record;
  }
}
