import type { MariadbConnection } from './connection.ts';

interface Pair {
  readonly Variable_name: string;
  readonly Value: string;
}

/** The rows of a SHOW VARIABLES or SHOW STATUS by name. A member outside the cluster answers nothing but SHOW. */
export async function showPairs(
  session: Pick<MariadbConnection, 'query'>,
  statement: string,
): Promise<Readonly<Record<string, string>>> {
  const rows = await session.query<Pair>(statement);
  return Object.fromEntries(rows.map((row) => [row.Variable_name, row.Value]));
}
