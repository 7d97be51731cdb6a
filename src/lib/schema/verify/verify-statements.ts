import { quoteName } from '../../infra/mariadb/identifiers.ts';
import type { ForeignKey, TableRules } from './table-rules.ts';

/**
 * One pass over a table for all its CHECKs: a row with two columns for each, how many rows break it and the least key of
 * these. As for the server, a CHECK that is NULL holds.
 */
export function checksStatement({ schema, table, key, checks }: TableRules): string {
  const columns = checks.flatMap(({ clause }, index) => {
    const isBroken = `(${clause}) IS FALSE`;
    return [
      `CAST(COALESCE(SUM(${isBroken}), 0) AS DOUBLE) AS broken_${index}`,
      `MIN(IF(${isBroken}, ${keyText(key)}, NULL)) AS example_${index}`,
    ];
  });
  return `SELECT ${columns.join(', ')} FROM ${quoteName(schema)}.${quoteName(table)}`;
}

/** Rows of which no column of the key is NULL and that have no parent. */
export function orphansStatement({ schema, table, key }: TableRules, foreignKey: ForeignKey): string {
  const { parentSchema, parentTable, columns } = foreignKey;
  const pairs = columns.map(({ child, parent }) => `p.${quoteName(parent)} = c.${quoteName(child)}`);
  const given = columns.map(({ child }) => `c.${quoteName(child)} IS NOT NULL`);
  return `SELECT CAST(COUNT(*) AS DOUBLE) AS broken, MIN(${keyText(key, 'c.')}) AS example
    FROM ${quoteName(schema)}.${quoteName(table)} AS c
   WHERE ${given.join(' AND ')}
     AND NOT EXISTS (SELECT 1 FROM ${quoteName(parentSchema)}.${quoteName(parentTable)} AS p WHERE ${pairs.join(' AND ')})`;
}

function keyText(key: readonly string[], prefix = ''): string {
  return key.length === 0
    ? "'a row without a key'"
    : `CONCAT_WS('/', ${key.map((column) => prefix + quoteName(column)).join(', ')})`;
}
