import { AetherError } from '../../core/errors.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { HistoryStatements } from './history-sql.ts';

/** What became of the rows wanted; ended and merged versions count as updated beside them. */
export interface HistoryCounts {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
}

/** Brings the versions of a target up to date with the collected rows, of which there are `wanted`. Belongs into a transaction. */
export async function runHistory(
  connection: MariadbConnection,
  target: string,
  { statements, wanted }: { readonly statements: HistoryStatements; readonly wanted: number },
): Promise<HistoryCounts> {
  await refuseAmbiguous(connection, target, statements);
  for (const sql of statements.chain) await connection.run(sql);
  const counts = { inserted: 0, updated: 0 };
  let unchanged = wanted;
  for (const change of statements.changes) {
    const { affectedRows } = await connection.run(change.sql);
    if (change.counts !== null) counts[change.counts] += affectedRows;
    if (change.ofWanted) unchanged -= affectedRows;
  }
  return { ...counts, unchanged };
}

async function refuseAmbiguous(
  connection: MariadbConnection,
  target: string,
  { findAmbiguous }: HistoryStatements,
): Promise<void> {
  const [row] = await connection.query<Record<string, string | null>>(findAmbiguous);
  if (row === undefined) return;
  const identity = Object.entries(row).map(([name, value]) => `${name}=${value}`);
  throw new AetherError(
    'STEP_FAILED',
    `upsert ${target}: one file has two different versions of ${identity.join(', ')}`,
    { hint: 'reject one of them by a check before, or name another column in newer_by that decides' },
  );
}
