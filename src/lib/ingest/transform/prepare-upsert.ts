import { AetherError } from '../../core/errors.ts';
import { didYouMean } from '../../core/suggest.ts';
import type { UpsertStep } from '../source/source-schema.ts';
import { type SelfReference, selfReferences } from '../target/self-references.ts';
import { type ComparedColumn, comparedColumns, selectTwice } from './compared-columns.ts';
import { fillPlaceholders, type StagedRange } from './fill-placeholders.ts';
import { foldedKeyQueries } from './folded-keys.ts';
import { type HistoryStatements, historyStatements } from './history-sql.ts';
import { levelStatement } from './level-sql.ts';
import { selectedTypes } from './selected-types.ts';
import type { StepsSession } from './steps-session.ts';
import { type TargetColumn, type UpsertStatements, upsertStatements } from './upsert-sql.ts';

/** The statements of a step; of one that keeps versions those of `history` are run behind `collect`. */
export interface PreparedUpsert extends UpsertStatements {
  readonly history: HistoryStatements | null;
  /** What finds keys that the target's collation would merge. */
  readonly foldedKeys: readonly string[];
  readonly key: readonly string[];
  /** Of a target with a foreign key to itself: inserts the missing rows whose parents are there; else null. */
  readonly insertLevel: string | null;
  /** Columns of which only the rows show whether the target's type keeps them. */
  readonly compared: readonly ComparedColumn[];
  readonly shape: UpsertShape;
}

/** What a step and its target have in common whatever the records: read once, for all parts of a file. */
export interface UpsertShape {
  readonly database: string;
  readonly stageDatabase: string;
  readonly known: ReadonlyMap<string, KnownColumn>;
  readonly columns: readonly TargetColumn[];
  readonly compared: readonly ComparedColumn[];
  readonly references: readonly SelfReference[];
}

/** The statements of a step over the given staged records, checked against the columns of its target. */
export async function prepareUpsert(
  session: Pick<StepsSession, 'connection' | 'databases'>,
  step: UpsertStep,
  staged: StagedRange,
): Promise<PreparedUpsert> {
  return upsertOver(await readShape(session, step, staged), step, staged);
}

async function readShape(
  { connection, databases }: Pick<StepsSession, 'connection' | 'databases'>,
  step: UpsertStep,
  staged: StagedRange,
): Promise<UpsertShape> {
  const select = fillPlaceholders(step.select, staged);
  const known = await targetColumns({ connection, databases }, step.upsert);
  const columns = (await connection.columnsOf(select)).map((name): TargetColumn => {
    const column = known.get(name);
    if (column?.isGenerated === true) throw generated(step.upsert, name);
    if (column !== undefined) return column;
    throw new AetherError(
      'STEP_FAILED',
      `upsert ${step.upsert}: the select gives "${name}", but the table has no such column${didYouMean(name, known.keys())}`,
    );
  });
  return {
    database: databases.data,
    stageDatabase: databases.stage,
    known,
    columns,
    compared: comparedColumns(step.upsert, columns, await selectedTypes(connection, select)),
    references: await ownReferences({ connection, databases }, step.upsert, columns),
  };
}

/** The statements of a step over other staged records of the same file. */
export function upsertOver(shape: UpsertShape, step: UpsertStep, staged: StagedRange): PreparedUpsert {
  const { database, columns, compared } = shape;
  const select = fillPlaceholders(step.select, staged);
  const update = step.update === 'none' ? [] : (step.update ?? columns.map((column) => column.name));
  const request = {
    database,
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
    insertLevel: levelStatement(request, shape.references),
    compared,
    shape,
  };
  const { history } = step;
  if (history === undefined) return { ...statements, history: null };
  const to = endColumn(step.upsert, history, shape);
  const versions = historyStatements({ ...request, history, to, stageDatabase: shape.stageDatabase });
  return { ...statements, collect: versions.collect, history: versions };
}

/** The foreign keys of the target to itself of which the select gives every child column. */
async function ownReferences(
  { connection, databases }: Pick<StepsSession, 'connection' | 'databases'>,
  table: string,
  columns: readonly TargetColumn[],
): Promise<SelfReference[]> {
  const names = new Set(columns.map(({ name }) => name.toLowerCase()));
  const references = await selfReferences(connection, { database: databases.data, table });
  return references.filter(({ pairs }) => pairs.every(({ child }) => names.has(child.toLowerCase())));
}

/** The column at which a version ends. It is worked out: what a select said of it could only contradict that. */
function endColumn(
  table: string,
  { from, to }: NonNullable<UpsertStep['history']>,
  { columns, known }: Pick<UpsertShape, 'columns' | 'known'>,
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
    const tables = await connection.query<{ name: string }>(
      'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ?',
      [databases.data],
    );
    const meant = didYouMean(
      table,
      tables.map(({ name }) => name),
    );
    throw new AetherError('STEP_FAILED', `upsert ${table}: no such table in ${databases.data}${meant}`, {
      hint: 'aether schema apply',
    });
  }
  return new Map(
    rows.map(({ name, definition, isText, folds, isGenerated }) => [
      name,
      { name, definition, isText: isText === 1, folds: folds === 1, isGenerated: isGenerated === 1 },
    ]),
  );
}
