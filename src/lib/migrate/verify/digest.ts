import { createHash } from 'node:crypto';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { type CompiledCollection, freezes, type Level } from '../mapping/compiled-mapping.ts';
import { ARCHIVED_AT, columnSql, type Exceptions, type KeyRange, levelRows } from '../source/level-sql.ts';

/** How many rows there are, and the sum of 64 bits of the SHA-256 of each: equal rows do not cancel each other out. */
export interface Digest {
  readonly rows: number;
  readonly sum: bigint;
}

/** Lengths keep ('a', 'bc') and ('ab', 'c') apart, and N keeps NULL apart from every text. */
export function digestText(texts: readonly (string | null)[]): string {
  return texts.map((text) => (text === null ? 'N;' : `${Buffer.byteLength(text)}:${text};`)).join('');
}

/** The digest of rows that were mapped back from documents. */
export function digestRows(rows: readonly { readonly texts: readonly (string | null)[] }[]): Digest {
  let sum = 0n;
  for (const { texts } of rows) {
    const hash = createHash('sha256').update(digestText(texts)).digest();
    sum += hash.readBigUInt64BE();
  }
  return { rows: rows.length, sum };
}

/** Where rows are read. */
export interface LevelPlace {
  readonly database: string;
  readonly collection: CompiledCollection;
  readonly level: Level;
}

/** SQL for the text of each column of a level, in the order of `columnNames`. */
export function textColumns({ database, collection, level }: LevelPlace, alias: string): string[] {
  return [...level.inherited, ...level.columns].map((one) => {
    const text = one.type.text(columnSql(one, alias, database));
    const isGone = 'computed' in one && one.computed?.isAggregate && level.kind === 'root';
    // Their rows have left, so what was computed of them cannot be computed again.
    return isGone && freezes(collection) ? `IF(${alias}.${ARCHIVED_AT} IS NULL, ${text}, NULL)` : text;
  });
}

/** The same digest, made by MariaDB alone from its rows. */
export async function digestOnServer(
  session: MariadbConnection,
  place: LevelPlace,
  range: KeyRange & Exceptions,
): Promise<Digest> {
  const { database, collection, level } = place;
  const { from, values, alias } = levelRows(database, collection, level, range);
  const parts = textColumns(place, alias).map(
    (text) => `COALESCE(CONCAT(LENGTH(${text}), ':', ${text}, ';'), 'N;')`,
  );
  const hash = `CONV(LEFT(SHA2(CONCAT(${parts.join(', ')}), 256), 16), 16, 10)`;
  const [row] = await session.query<{ row_count: number; hash_sum: string }>(
    `SELECT CAST(COUNT(*) AS DOUBLE) AS row_count, CAST(COALESCE(SUM(CAST(${hash} AS UNSIGNED)), 0) AS CHAR) AS hash_sum ${from}`,
    values,
  );
  return { rows: row?.row_count ?? 0, sum: BigInt(row?.hash_sum ?? '0') };
}
