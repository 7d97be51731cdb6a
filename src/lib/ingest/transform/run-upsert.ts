import { AetherError } from '../../core/errors.ts';
import { didYouMean } from '../../core/suggest.ts';
import { quoteQualified } from '../../infra/mariadb/identifiers.ts';
import type { UpsertStep } from '../source/source-schema.ts';
import { type ComparedColumn, comparedColumns, refuseChanged, selectTwice } from './compared-columns.ts';
import { fillPlaceholders, type StagedRange } from './fill-placeholders.ts';
import { foldedKeyQueries, refuseFoldedKeys } from './folded-keys.ts';
import { type HistoryStatements, historyStatements } from './history-sql.ts';
import { prepareRepeats } from './repeats-table.ts';
import { runBatch } from './run-batch.ts';
import { runHistory } from './run-history.ts';
import { selectedTypes } from './selected-types.ts';
import { stagedFor, type StepsSession } from './steps-session.ts';
import { type TargetColumn, type UpsertStatements, upsertStatements, WANTED } from './upsert-sql.ts';

/** What an upsert did to its target. */
export interface UpsertResult {
  readonly target: string;
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
}

/** Staged records that one transaction of a `per_record` step works through; few enough for the peers of a cluster. */
const RECORDS_PER_BATCH = 50_000;

/** Runs one upsert, in batches where its rows come record by record; each batch is one transaction with its counts. */
export async function runUpsert(session: StepsSession, step: UpsertStep, seq: number): Promise<UpsertResult> {
  let total: UpsertResult = { target: step.upsert, inserted: 0, updated: 0, unchanged: 0 };
  for (const [batchNo, staged] of (await batches(session, step)).entries()) {
    const statements = await prepareUpsert(session, step, staged);
    if (statements.history !== null) await prepareRepeats(session.connection, statements.history.repeats);
    const result = await runBatch(session, { seq, batchNo, fileIds: staged.fileIds }, async () => {
      const startedAt = session.context.clock.seconds();
      const counts = await runStatements(session, step.upsert, statements);
      await record(session, seq, counts, Math.round((session.context.clock.seconds() - startedAt) * 1000));
      return counts;
    });
    total = {
      target: step.upsert,
      inserted: total.inserted + result.inserted,
      updated: total.updated + result.updated,
      unchanged: total.unchanged + result.unchanged,
    };
  }
  return total;
}

/** The statements of a step; of one that keeps versions those of `history` are run behind `collect`. */
export interface PreparedUpsert extends UpsertStatements {
  readonly history: HistoryStatements | null;
  /** What finds keys that the target's collation would merge. */
  readonly foldedKeys: readonly string[];
  readonly key: readonly string[];
  /** Columns of which only the rows show whether the target's type keeps them. */
  readonly compared: readonly ComparedColumn[];
}

/** The statements of a step over the given staged records, checked against the columns of its target. */
export async function prepareUpsert(
  { connection, databases }: Pick<StepsSession, 'connection' | 'databases'>,
  step: UpsertStep,
  staged: StagedRange,
): Promise<PreparedUpsert> {
  const select = fillPlaceholders(step.select, staged);
  const known = await targetColumns({ connection, databases }, step.upsert);
  const columns = (await connection.columnsOf(select)).map((name): TargetColumn => {
    const column = known.get(name);
    if (column?.isGenerated === true) throw generated(step.upsert, name);
    if (column !== undefined) return column;
    throw new AetherError(
      'STEP_FAILED',
      `upsert ${step.upsert}: the select gives "${name}", which the table has not${didYouMean(name, known.keys())}`,
    );
  });
  const compared = comparedColumns(step.upsert, columns, await selectedTypes(connection, select));
  const update = step.update === 'none' ? [] : (step.update ?? columns.map((column) => column.name));
  const request = {
    database: databases.data,
    target: step.upsert,
    key: step.key,
    update: update.filter((name) => !step.key.includes(name)),
    columns,
    select: selectTwice(select, compared),
    raw: compared.map(({ raw }) => raw),
    newerBy: step.newer_by,
  };
  const statements = {
    ...upsertStatements(request),
    select,
    foldedKeys: foldedKeyQueries(request),
    key: step.key,
    compared,
  };
  const { history } = step;
  if (history === undefined) return { ...statements, history: null };
  const to = endColumn(step.upsert, history, { columns, known });
  const versions = historyStatements({ ...request, history, to, stageDatabase: databases.stage });
  return { ...statements, collect: versions.collect, history: versions };
}

/** The column at which a version ends. It is worked out: what a select said of it could only contradict that. */
function endColumn(
  table: string,
  { from, to }: NonNullable<UpsertStep['history']>,
  { columns, known }: { columns: readonly TargetColumn[]; known: ReadonlyMap<string, TargetColumn> },
): TargetColumn {
  const isSelected = (name: string) => columns.some((column) => column.name === name);
  const problem = !isSelected(from)
    ? `the select does not give "${from}", from which a version holds`
    : isSelected(to)
      ? `the select gives "${to}", which the history works out`
      : `the table has no column "${to}"${didYouMean(to, known.keys())}`;
  const column = known.get(to);
  if (column !== undefined && isSelected(from) && !isSelected(to)) return column;
  throw new AetherError('STEP_FAILED', `upsert ${table}: ${problem}`);
}

interface KnownColumn extends TargetColumn {
  readonly isGenerated: boolean;
}

function generated(table: string, name: string): AetherError {
  return new AetherError('STEP_FAILED', `upsert ${table}: the table generates "${name}" itself`, {
    hint: 'leave it out of the select',
  });
}

async function targetColumns(
  { connection, databases }: Pick<StepsSession, 'connection' | 'databases'>,
  table: string,
): Promise<ReadonlyMap<string, KnownColumn>> {
  const rows = await connection.query<
    Record<'name' | 'definition', string> & Record<'isText' | 'folds' | 'isGenerated', number>
  >(
    `SELECT column_name AS name, character_set_name IS NOT NULL AS isText, is_generated = 'ALWAYS' AS isGenerated,
            COALESCE(collation_name NOT LIKE '%|_bin' ESCAPE '|', FALSE) AS folds,
            CONCAT_WS(' ', column_type, CONCAT('CHARACTER SET ', character_set_name, ' COLLATE ', collation_name)) AS definition
       FROM information_schema.columns WHERE table_schema = ? AND table_name = ?`,
    [databases.data, table],
  );
  if (rows.length === 0) {
    throw new AetherError('STEP_FAILED', `upsert ${table}: no such table in ${databases.data}`, {
      hint: 'type: aether schema apply',
    });
  }
  return new Map(
    rows.map(({ name, definition, isText, folds, isGenerated }) => [
      name,
      { name, definition, isText: isText === 1, folds: folds === 1, isGenerated: isGenerated === 1 },
    ]),
  );
}

async function runStatements(
  { connection }: StepsSession,
  target: string,
  statements: PreparedUpsert,
): Promise<UpsertResult> {
  await connection.run(statements.drop);
  const wanted = (await connection.run(statements.collect)).affectedRows;
  await refuseChanged(connection, target, { ...statements, wanted: WANTED });
  await refuseFoldedKeys(connection, target, statements.foldedKeys);
  const { history } = statements;
  if (history !== null)
    return { target, ...(await runHistory(connection, target, { statements: history, wanted })) };
  const [row] = await connection.query<{ matched: string }>(statements.countMatched);
  const matched = Number(row?.matched ?? 0);
  const updated =
    matched === 0 || statements.update === null ? 0 : (await connection.run(statements.update)).affectedRows;
  const inserted =
    matched === wanted
      ? 0
      : (await connection.run(matched === 0 ? statements.insertAll : statements.insertMissing)).affectedRows;
  return { target, inserted, updated, unchanged: wanted - inserted - updated };
}

async function record(
  session: StepsSession,
  seq: number,
  counts: UpsertResult,
  elapsedMs: number,
): Promise<void> {
  const { connection, databases, context, source } = session;
  await connection.run(
    `INSERT INTO ${quoteQualified(databases.meta, 'ingest_transform')}
       (run_id, source, seq, target, inserted, updated, unchanged, started_at, finished_at, elapsed_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), ?)
     ON DUPLICATE KEY UPDATE elapsed_ms = elapsed_ms + VALUES(elapsed_ms), inserted = inserted + VALUES(inserted), updated = updated + VALUES(updated),
       unchanged = unchanged + VALUES(unchanged), finished_at = VALUES(finished_at)`,
    [
      context.runId,
      source.source,
      seq,
      counts.target,
      counts.inserted,
      counts.updated,
      counts.unchanged,
      elapsedMs,
    ],
  );
}

/**
 * The staged records cut into batches of the driving file; all at once where the step looks at them as a whole. A history
 * takes file after file, so that a later one corrects an earlier one as if they had come in two runs.
 */
async function batches(session: StepsSession, step: UpsertStep): Promise<StagedRange[]> {
  const driving = stagedFor(session, step);
  if (!step.per_record) {
    if (step.history === undefined) return [driving];
    return driving.fileIds.map((id) => ({ ...driving, fileIds: [id] }));
  }
  const found: StagedRange[] = [];
  for (const fileId of driving.fileIds) {
    const [row] = await session.connection.query<{ last: string | null }>(
      `SELECT MAX(_record) AS last FROM ${driving.table} WHERE _file = ?`,
      [fileId],
    );
    for (let from = 1; from <= Number(row?.last ?? 0); from += RECORDS_PER_BATCH) {
      found.push({ ...driving, fileIds: [fileId], records: { from, to: from + RECORDS_PER_BATCH - 1 } });
    }
  }
  return found;
}
