import { AetherError } from '../../core/errors.ts';
import type { MariadbConnection, WriteResult } from '../../infra/mariadb/connection.ts';
import { DATA_RULES, type DataRefusal, dataRefusal, dataRule } from './data-refusal.ts';
import { countRows, halve, recordNumberOf } from './encoded-rows.ts';

/** A row that the server does not take although it passed every rule. */
export interface RefusedRow extends DataRefusal {
  readonly recordNumber: number;
}

/** More than this in one chunk is not an accident of single records: source and table do not match. */
const MOST_REFUSED_SHARE = 0.1;
const MOST_REFUSED_OF_FEW = 200;

/** The rules that only the server finds broken. */
export const SERVER_RULES = [...DATA_RULES, 'row_count', 'server_refused'];

/**
 * Loads encoded rows inside the open transaction. Rows that the server refuses are cut out by halving, each part
 * behind a savepoint, and returned; the others are in the table. Throws LOAD_REFUSED where no row is to blame.
 * @param mostRefused by default a tenth of the rows, or 200 of few
 */
export async function loadRows(
  connection: MariadbConnection,
  statement: string,
  blocks: readonly Buffer[],
  mostRefused?: number,
): Promise<RefusedRow[]> {
  const expected = blocks.reduce((rows, block) => rows + countRows(block), 0);
  if (expected === 0) return [];
  await connection.run('SAVEPOINT aether_rows');
  const problem = await tryLoad(connection, statement, blocks, expected);
  if (problem === undefined) return [];
  await connection.run('ROLLBACK TO SAVEPOINT aether_rows');
  const most = mostRefused ?? Math.max(MOST_REFUSED_OF_FEW, Math.floor(expected * MOST_REFUSED_SHARE));
  return loadByParts(connection, statement, [...blocks], most);
}

async function loadByParts(
  connection: MariadbConnection,
  statement: string,
  parts: Buffer[],
  most: number,
): Promise<RefusedRow[]> {
  const refused: RefusedRow[] = [];
  const waiting = parts.toReversed();
  for (let rows = waiting.pop(); rows !== undefined; rows = waiting.pop()) {
    await connection.run('SAVEPOINT aether_rows');
    const problem = await tryLoad(connection, statement, [rows], countRows(rows));
    if (problem === undefined) continue;
    await connection.run('ROLLBACK TO SAVEPOINT aether_rows');
    const halves = halve(rows);
    if (halves.length > 1) waiting.push(...halves.toReversed());
    else refused.push({ recordNumber: recordNumberOf(rows), ...problem });
    if (refused.length > most) throw tooMany(most, problem);
  }
  return refused;
}

type Problem = DataRefusal;

/** undefined where every row is in the table, unchanged; else what the server said first. */
async function tryLoad(
  connection: MariadbConnection,
  statement: string,
  blocks: readonly Buffer[],
  expected: number,
): Promise<Problem | undefined> {
  let result: WriteResult;
  try {
    result = await connection.load(statement, blocks);
  } catch (thrown) {
    const refusal = dataRefusal(thrown);
    if (refusal === undefined) throw thrown;
    return refusal;
  }
  if (result.warnings === 0 && result.affectedRows === expected) return undefined;
  const [warning] = await connection.query<{ Code: number; Message: string }>('SHOW WARNINGS LIMIT 1');
  if (warning === undefined) {
    return {
      rule: 'row_count',
      reason: `the server took ${result.affectedRows} of ${expected} rows (${result.info})`,
    };
  }
  return { rule: dataRule(warning.Code) ?? 'server_refused', reason: warning.Message };
}

function tooMany(most: number, { rule, reason }: Problem): AetherError {
  return new AetherError(
    'LOAD_REFUSED',
    `the server refuses more than ${most} records of one chunk (${rule}: ${reason})`,
    { hint: 'the source and the table do not match: compare their columns, keys and constraints' },
  );
}
