import type { Databases } from '../config/databases.ts';
import type { MariadbConnection } from '../mariadb/connection.ts';
import { serverErrno } from '../mariadb/driver-error.ts';
import { quoteQualified } from '../mariadb/identifiers.ts';

export interface AuditedColumn {
  readonly name: string;
  /** Its bytes are not text: they are written in hexadecimal digits. */
  readonly isBinary: boolean;
  /** In pii_column: its values are in the audit as commitments. */
  readonly isPersonal: boolean;
  readonly isKey: boolean;
}

/** A table of the data database that the policy names, with the columns that are audited, in their order. */
export interface AuditedTable {
  readonly name: string;
  readonly columns: readonly AuditedColumn[];
  /** Its partitions can be archived, so a row may be gone without a DELETE. */
  readonly isPartitioned: boolean;
}

/** Unknown database, no such table: the policy has not been made yet. */
const NOT_THERE = new Set([1049, 1146]);
const BINARY = /^(?:(?:var)?binary|(?:tiny|medium|long)?blob|bit|geometry|point|vector)$/;

interface Row {
  readonly table_name: string;
  readonly column_name: string;
  readonly data_type: string;
  readonly column_key: string;
  readonly is_personal: number;
  readonly is_partitioned: number;
}

/**
 * The tables of the policy that exist; none if the policy itself does not. A table without a primary key is not in them: its
 * rows cannot be named.
 */
export async function readAuditedTables(
  connection: MariadbConnection,
  { data, meta }: Databases,
): Promise<AuditedTable[]> {
  const rows = await readRows(connection, data, meta);
  return [...new Set(rows.map(({ table_name: name }) => name))].flatMap((name) => {
    const columns = rows.filter((row) => row.table_name === name);
    if (!columns.some(({ column_key: key }) => key === 'PRI')) return [];
    return [{ name, columns: columns.map(columnOf), isPartitioned: columns[0]?.is_partitioned === 1 }];
  });
}

async function readRows(connection: MariadbConnection, data: string, meta: string): Promise<Row[]> {
  const policy = quoteQualified(meta, 'audit_policy');
  const exclusion = quoteQualified(meta, 'audit_exclusion');
  const personal = quoteQualified(meta, 'pii_column');
  try {
    return await connection.query<Row>(
      `SELECT c.table_name AS table_name, c.column_name AS column_name, c.data_type AS data_type, c.column_key AS column_key,
              EXISTS (SELECT 1 FROM ${personal} AS p
                       WHERE p.database_role = 'data' AND p.table_name = c.table_name
                         AND p.column_name = c.column_name) AS is_personal,
              EXISTS (SELECT 1 FROM information_schema.partitions AS s
                       WHERE s.table_schema = c.table_schema AND s.table_name = c.table_name
                         AND s.partition_name IS NOT NULL) AS is_partitioned
         FROM ${policy} AS a
         JOIN information_schema.columns AS c ON c.table_schema = ? AND c.table_name = a.table_name
         JOIN information_schema.tables AS t
           ON t.table_schema = c.table_schema AND t.table_name = c.table_name AND t.table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')
        WHERE c.extra NOT LIKE '%GENERATED%'
          AND NOT EXISTS (SELECT 1 FROM ${exclusion} AS x
                           WHERE x.table_name = c.table_name AND x.column_name = c.column_name)
        ORDER BY c.table_name, c.ordinal_position`,
      [data],
    );
  } catch (thrown) {
    if (NOT_THERE.has(serverErrno(thrown) ?? 0)) return [];
    throw thrown;
  }
}

function columnOf({ column_name: name, data_type: type, column_key: key, is_personal: personal }: Row) {
  return { name, isBinary: BINARY.test(type), isPersonal: personal === 1, isKey: key === 'PRI' };
}
