import { AetherError } from '../../core/errors.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { RecordViolation, RuleAction } from '../load/chunk.ts';
import { insertRejects, WHOLE_FILE, writeRuleCounts } from '../load/chunk-ledger.ts';
import type { OpenRecords } from './steps-session.ts';

/** The temporary table that a check or the search for duplicates puts its findings into. */
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
  readonly meta: string;
  readonly stageTable: string;
  readonly violation: RecordViolation;
  readonly action: Extract<RuleAction, 'reject' | 'discard'>;
  readonly openRecords: OpenRecords;
}

/** Rejects are written by this many, so that any number of them fits into memory. */
const RECORDS_PER_BATCH = 20_000;

/**
 * Moves the collected records out of their staging table into the reject table, with their text and place.
 * Belongs into a transaction: the records and their counts change together.
 */
export async function rejectCollected(
  connection: MariadbConnection,
  counts: readonly FailedCount[],
  rejection: Rejection,
): Promise<void> {
  const { meta, stageTable, violation, action } = rejection;
  for (const { fileId, count, firstRecord } of counts) {
    const firstLine = await rejectFile(connection, fileId, rejection);
    await writeRuleCounts(connection, meta, { fileId, chunkNo: WHOLE_FILE }, [
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
  connection: MariadbConnection,
  fileId: number,
  rejection: Rejection,
): Promise<number> {
  await using reader = await rejection.openRecords(fileId);
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
    const located = await reader.find(new Map(batch.map(({ record }) => [record, [rejection.violation]])));
    if (located.length !== batch.length) {
      throw new AetherError(
        'INPUT_UNREADABLE',
        `file ${fileId} has changed since it was loaded: its rejects are not found in it`,
      );
    }
    await insertRejects(connection, rejection.meta, fileId, located);
    if (after === 0) firstLine = located[0]?.line ?? 0;
    after = last.record;
  }
}
