import { AetherError } from '../../core/errors.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { quoteName, quoteQualified, quoteText } from '../../infra/mariadb/identifiers.ts';
import { equalColumns, exactValue, type UpsertRequest, WANTED } from './upsert-sql.ts';

/**
 * Queries for two keys that differ in bytes, but not in the collation of the target: the row of the one would replace that
 * of the other. They look at the collected rows among themselves and beside the target's. None where every column of
 * the key is binary.
 */
export function foldedKeyQueries(
  request: Pick<UpsertRequest, 'database' | 'target' | 'key' | 'columns'>,
): string[] {
  const { database, target, key, columns } = request;
  const onKey = equalColumns(key, 't', 'w');
  const targetTable = quoteQualified(database, target);
  return columns
    .filter(({ name, folds }) => folds && key.includes(name))
    .flatMap((column) => {
      const [name, bytes] = [quoteName(column.name), exactValue(column)];
      const found = `SELECT ${quoteText(column.name)} AS name`;
      return [
        // MIN and MAX of bytes: one pass over the rows, where a join would compare each with each.
        `${found}, CONVERT(one USING utf8mb4) AS one, CONVERT(other USING utf8mb4) AS other FROM (\n` +
          `SELECT MIN(${bytes}) AS one, MAX(${bytes}) AS other FROM ${WANTED} GROUP BY ${key.map(quoteName).join(', ')}\n` +
          ') AS grouped WHERE one <> other LIMIT 1',
        `${found}, t.${name} AS one, w.${name} AS other\n` +
          `FROM ${WANTED} AS w STRAIGHT_JOIN ${targetTable} AS t ON ${onKey}\n` +
          `WHERE ${exactValue(column, 't.')} <> ${exactValue(column, 'w.')} LIMIT 1`,
      ];
    });
}

/** Fails the step where one of the queries finds two keys. */
export async function refuseFoldedKeys(
  connection: MariadbConnection,
  target: string,
  queries: readonly string[],
): Promise<void> {
  for (const sql of queries) {
    const [found] = await connection.query<Record<'name' | 'one' | 'other', string>>(sql);
    if (found === undefined) continue;
    const { name, one, other } = found;
    throw new AetherError(
      'STEP_FAILED',
      `upsert ${target}: ${JSON.stringify(one)} and ${JSON.stringify(other)} differ, but are one key in the collation of the column "${name}"`,
      {
        hint: `give the column a collation that ends in _bin, or fold the key in the select: UPPER(${name}) AS ${name}`,
      },
    );
  }
}
