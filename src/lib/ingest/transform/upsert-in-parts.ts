import { serverErrno } from '../../infra/mariadb/driver-error.ts';
import { isCollected } from './name-refused.ts';
import type { PreparedUpsert } from './prepare-upsert.ts';
import { runHistory } from './run-history.ts';
import type { StepsSession } from './steps-session.ts';
import { collectWanted, type UpsertCounts } from './upsert-rows.ts';
import { WANTED } from './upsert-sql.ts';

const NO_SUCH_TABLE = 1146;
/** More often no session is lost by accident: a table that the select reads is missing. */
const MOST_RESTARTS = 10;
const NOTHING: UpsertCounts = { inserted: 0, updated: 0, unchanged: 0 };

export interface PartsRequest {
  readonly target: string;
  readonly statements: PreparedUpsert;
  /** Rows that one transaction changes. */
  readonly size: number;
  /** Runs a transaction of the step and notes what it did. */
  readonly commit: (work: () => Promise<UpsertCounts>) => Promise<UpsertCounts>;
  /** Does work that the server may refuse, and names the row. */
  readonly naming: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

type Needs = Pick<StepsSession, 'connection'>;

/**
 * Runs an upsert whose select must be worked out as a whole, but gives more rows than one transaction may change: the rows
 * wanted are collected and judged once, and brought into the target in parts. A run that dies between two of them is
 * repeated as a whole, and finds the rows of the earlier parts unchanged. If the session is lost, and the collected rows
 * with it, the same is done here.
 */
export async function upsertInParts(session: Needs, request: PartsRequest): Promise<UpsertCounts> {
  const { connection } = session;
  const progress: Progress = { changed: NOTHING, parts: 0 };
  const count: Count = async (work) => {
    const counts = await request.commit(work);
    const { changed } = progress;
    progress.changed = {
      inserted: changed.inserted + counts.inserted,
      updated: changed.updated + counts.updated,
      unchanged: changed.unchanged + counts.unchanged,
    };
    return counts;
  };
  for (let restarts = 0; ; restarts += 1) {
    try {
      const wanted = await request.naming(() =>
        collectWanted(connection, request.target, request.statements),
      );
      await applyInParts(session, { ...request, wanted, progress }, count);
      return progress.changed;
    } catch (thrown) {
      const isLost = serverErrno(thrown) === NO_SUCH_TABLE && !(await isCollected(connection));
      if (!isLost || restarts === MOST_RESTARTS) throw thrown;
    }
  }
}

/** What has been committed, also before the session was lost. */
interface Progress {
  changed: UpsertCounts;
  /** Parts of a history. */
  parts: number;
}

interface Applied extends PartsRequest {
  readonly wanted: number;
  readonly progress: Progress;
}

type Count = (work: () => Promise<UpsertCounts>) => Promise<UpsertCounts>;

async function applyInParts(session: Needs, request: Applied, count: Count): Promise<void> {
  const { statements, wanted, progress } = request;
  if (statements.history !== null) return applyHistory(session, request, count);
  const [row] = await session.connection.query<{ matched: string }>(statements.countMatched);
  const anyMatched = Number(row?.matched ?? 0) > 0;
  const update = () =>
    statements.update === null || !anyMatched
      ? Promise.resolve()
      : changeRanges(session, request, { sql: statements.update, as: 'updated', count });
  if (statements.insertLevel !== null) {
    // Rows of a target that refers to itself may be corrected to refer to new ones: those come first then.
    await insertLevels(session, { ...request, insertLevel: statements.insertLevel }, count);
    await update();
  } else {
    await update();
    await changeRanges(session, request, { sql: statements.insertMissing, as: 'inserted', count });
  }
  // Last, when all is done: a part that is repeated finds unchanged what it has changed before.
  const { inserted, updated } = progress.changed;
  await count(async () => ({ ...NOTHING, unchanged: Math.max(0, wanted - inserted - updated) }));
}

/** Runs a statement for one range of the rows wanted after the other. */
async function changeRanges(
  { connection }: Needs,
  { size }: PartsRequest,
  { sql, as, count }: { readonly sql: string; readonly as: 'inserted' | 'updated'; readonly count: Count },
): Promise<void> {
  const [row] = await connection.query<{ last: number | null }>(
    `SELECT CAST(MAX(_row) AS DOUBLE) AS last FROM ${WANTED}`,
  );
  for (let from = 1; from <= (row?.last ?? 0); from += size) {
    const range = `${sql} AND w._row BETWEEN ${from} AND ${from + size - 1}`;
    await count(async () => ({ ...NOTHING, [as]: (await connection.run(range)).affectedRows }));
  }
}

/** Inserts rows whose parents are in the target, until none is left that has one. */
async function insertLevels(
  { connection }: Needs,
  { statements, insertLevel, size }: PartsRequest & { readonly insertLevel: string },
  count: Count,
): Promise<void> {
  const insertNext = () =>
    count(async () => ({
      ...NOTHING,
      inserted: (await connection.run(`${insertLevel}\nLIMIT ${size}`)).affectedRows,
    }));
  while ((await insertNext()).inserted > 0);
  // What is left has no parent, or is in a circle: the server says of which row.
  await count(async () => ({
    ...NOTHING,
    inserted: (await connection.run(statements.insertMissing)).affectedRows,
  }));
}

/** The versions of a key change together, or they would be taken for its whole history. */
async function applyHistory(
  { connection }: Needs,
  { target, statements, size, progress }: Applied,
  count: Count,
): Promise<void> {
  const { history } = statements;
  if (history === null) return;
  for (const sql of history.split(size)) await connection.run(sql);
  const [row] = await connection.query<{ parts: number | null }>(history.countParts);
  // They are numbered by their keys: after a lost session the same ones are done.
  for (let part = progress.parts; part < (row?.parts ?? 0); part += 1) {
    await count(async () => {
      const [drop = '', collect = ''] = history.takePart(part);
      await connection.run(drop);
      const wanted = (await connection.run(collect)).affectedRows;
      return runHistory(connection, target, { statements: history, wanted });
    });
    progress.parts = part + 1;
  }
}
