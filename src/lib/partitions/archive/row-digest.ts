import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { quoteName } from '../../infra/mariadb/identifiers.ts';
import { storedColumns, type TableColumn } from './table-columns.ts';

export interface RowDigest {
  readonly rows: number;
  /** The same for the same rows in any order; another one if a row is missing, twice, or differs in a byte. */
  readonly digest: string;
}

const SLICES = [1, 16, 31, 46];
const SLICE_DIGITS = 15;

/**
 * Counts and digests the rows of a table on the server: the SHA-256 of each row, its values with their lengths before
 * them and a mark of its own for NULL, added up in four numbers.
 * @param from what FROM takes: a table, or a table with PARTITION
 */
export async function digestRows(
  connection: MariadbConnection,
  from: string,
  columns: readonly TableColumn[],
): Promise<RowDigest> {
  const sums = SLICES.map(
    (at) => `COALESCE(SUM(CAST(CONV(SUBSTR(h, ${at}, ${SLICE_DIGITS}), 16, 10) AS DECIMAL(30))), 0)`,
  );
  const [row] = await connection.query<{ row_count: number; digest: string }>(
    `SELECT CAST(COUNT(*) AS DOUBLE) AS row_count, CONCAT_WS('-', ${sums.join(', ')}) AS digest
       FROM (SELECT SHA2(CONCAT(${storedColumns(columns).map(valueText).join(', ')}), 256) AS h FROM ${from}) AS digested`,
  );
  return { rows: row?.row_count ?? 0, digest: row?.digest ?? '' };
}

function valueText({ name, isBinary }: TableColumn): string {
  const text = isBinary
    ? `HEX(${quoteName(name)})`
    : `CAST(${quoteName(name)} AS CHAR CHARACTER SET utf8mb4)`;
  return `IFNULL(CONCAT(LENGTH(${text}), ':', ${text}), 'N')`;
}
