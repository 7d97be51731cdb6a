import { AetherError } from '../../core/errors.ts';
import { type DataRefusal, dataRefusal } from '../load/data-refusal.ts';
import type { UpsertStep } from '../source/source-schema.ts';
import type { StagedRange } from './fill-placeholders.ts';
import { type PreparedUpsert, upsertOver, type UpsertShape } from './prepare-upsert.ts';
import type { StepsSession } from './steps-session.ts';
import { type UpsertCounts, upsertRows } from './upsert-rows.ts';

type Session = Pick<StepsSession, 'connection'>;
type Records = NonNullable<StagedRange['records']>;

/** What became of staged records, each of which gives its rows alone. */
export interface UpsertedRecords {
  readonly counts: UpsertCounts;
  /** By record. */
  readonly refused: ReadonlyMap<number, DataRefusal>;
}

/** More than this in one batch is not an accident of single records: step and target do not match. */
const MOST_REFUSED_SHARE = 0.1;
const MOST_REFUSED_OF_FEW = 200;

/**
 * Upserts the rows of staged records. Records that the server refuses are found by halving, each part behind a savepoint.
 * Belongs into a transaction. Throws STEP_FAILED if it refuses too many.
 */
export async function upsertRecords(
  session: Session,
  step: UpsertStep,
  {
    staged,
    records,
    statements,
  }: { readonly staged: StagedRange; readonly records: Records; readonly statements: PreparedUpsert },
): Promise<UpsertedRecords> {
  const most = Math.max(
    MOST_REFUSED_OF_FEW,
    Math.floor((records.to - records.from + 1) * MOST_REFUSED_SHARE),
  );
  const part: Part = { session, step, staged, most, shape: statements.shape };
  const first = await tryRecords(part, records, statements);
  if ('counts' in first) return { counts: first.counts, refused: new Map() };
  const halved = await upsertParts(part, halves(records));
  if (statements.insertLevel === null) return halved;
  return retryOrphans(part, halved);
}

interface Part {
  readonly session: Session;
  readonly step: UpsertStep;
  readonly staged: StagedRange;
  readonly most: number;
  readonly shape: UpsertShape;
}

async function upsertParts(part: Part, parts: readonly Records[]): Promise<UpsertedRecords> {
  const waiting = parts.toReversed();
  const refused = new Map<number, DataRefusal>();
  let counts: UpsertCounts = { inserted: 0, updated: 0, unchanged: 0 };
  for (let records = waiting.pop(); records !== undefined; records = waiting.pop()) {
    const outcome = await tryRecords(part, records);
    if ('counts' in outcome) counts = add(counts, outcome.counts);
    else if (records.from < records.to) waiting.push(...halves(records).toReversed());
    else refused.set(records.from, outcome);
    if (refused.size > part.most) throw tooMany(part, outcome);
  }
  return { counts, refused };
}

/** Records whose parents have come meanwhile are taken, for as long as any is. */
async function retryOrphans(part: Part, found: UpsertedRecords): Promise<UpsertedRecords> {
  let { counts, refused } = found;
  for (;;) {
    const orphans = [...refused].filter(([, { rule }]) => rule === 'foreign_key').map(([record]) => record);
    const again = await upsertParts(
      part,
      orphans.toReversed().map((record) => ({ from: record, to: record })),
    );
    counts = add(counts, again.counts);
    if (again.refused.size === orphans.length) return { counts, refused };
    refused = new Map([...[...refused].filter(([, { rule }]) => rule !== 'foreign_key'), ...again.refused]);
  }
}

async function tryRecords(
  { session, step, staged, shape }: Part,
  records: Records,
  statements = upsertOver(shape, step, { ...staged, records }),
): Promise<{ readonly counts: UpsertCounts } | DataRefusal> {
  const { connection } = session;
  await connection.run('SAVEPOINT aether_records');
  try {
    return { counts: await upsertRows(connection, step.upsert, statements) };
  } catch (thrown) {
    const refusal = dataRefusal(thrown);
    if (refusal === undefined) throw thrown;
    await connection.run('ROLLBACK TO SAVEPOINT aether_records');
    return refusal;
  }
}

/** A single record comes back alone. */
function halves({ from, to }: Records): readonly Records[] {
  if (from === to) return [{ from, to }];
  const middle = Math.floor((from + to) / 2);
  return [
    { from, to: middle },
    { from: middle + 1, to },
  ];
}

function add(left: UpsertCounts, right: UpsertCounts): UpsertCounts {
  return {
    inserted: left.inserted + right.inserted,
    updated: left.updated + right.updated,
    unchanged: left.unchanged + right.unchanged,
  };
}

function tooMany({ step, most }: Part, refusal: object): AetherError {
  const said = 'reason' in refusal ? ` (${String(refusal.reason)})` : '';
  return new AetherError(
    'STEP_FAILED',
    `upsert ${step.upsert}: the server refuses more than ${most} records of one batch${said}`,
    { hint: 'the select and the table do not match: compare columns, keys and constraints' },
  );
}
