import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { StageTable } from './stage-table.ts';

/**
 * How many records of a file are staged. Compared with what the ledger counts before the steps work through them: a run
 * that was stopped and taken for dead may have cleared the table under its successor, and clocks cannot tell for sure.
 */
export async function countStaged(
  connection: MariadbConnection,
  stage: StageTable,
  fileId: number,
): Promise<number> {
  const [row] = await connection.query<{ readonly count: number }>(
    `SELECT CAST(COUNT(*) AS DOUBLE) AS count FROM ${stage.name} WHERE _file = ?`,
    [fileId],
  );
  return row?.count ?? 0;
}
