import type { Databases } from '../infra/config/databases.ts';
import type { MariadbConnection } from '../infra/mariadb/connection.ts';
import { quoteName, quoteQualified } from '../infra/mariadb/identifiers.ts';
import { monthOf, type Month } from './month.ts';
import type { LateRows, Partition, PartitionedTable } from './partitioned-table.ts';

interface PolicyRow {
  readonly table_name: string;
  readonly policy_group: string;
  readonly partition_column: string;
  readonly premake_months: number;
  readonly keep_months: number | null;
}

interface PartitionRow {
  readonly table_name: string;
  readonly name: string | null;
  readonly method: string | null;
  readonly expression: string | null;
  readonly description: string | null;
  readonly about_rows: number;
}

/** The month of the server's clock, in UTC. */
export async function readMonth(connection: MariadbConnection): Promise<Month> {
  const [row] = await connection.query<{ today: string }>('SELECT CAST(UTC_DATE() AS CHAR) AS today');
  return monthOf(row?.today ?? '');
}

/** Every table with a policy, with its partitions and the rows in pmax, which are counted. */
export async function readTables(
  connection: MariadbConnection,
  { data, meta }: Databases,
): Promise<PartitionedTable[]> {
  const policies = await connection.query<PolicyRow>(
    `SELECT table_name, policy_group, partition_column, premake_months, keep_months
       FROM ${quoteQualified(meta, 'partition_policy')} ORDER BY policy_group, table_name`,
  );
  const rows = await connection.query<PartitionRow>(
    `SELECT table_name, partition_name AS name, partition_method AS method, partition_expression AS expression,
            partition_description AS description, CAST(COALESCE(table_rows, 0) AS DOUBLE) AS about_rows
       FROM information_schema.partitions WHERE table_schema = ? ORDER BY table_name, partition_ordinal_position`,
    [data],
  );
  const tables: PartitionedTable[] = [];
  for (const policy of policies) {
    const found = readTable(
      policy,
      rows.filter((row) => row.table_name === policy.table_name),
    );
    const last = found.partitions.at(-1);
    const late = last?.below === null ? await countLate(connection, data, found, last.name) : undefined;
    tables.push(late === undefined ? found : { ...found, late });
  }
  return tables;
}

function readTable(policy: PolicyRow, rows: readonly PartitionRow[]): PartitionedTable {
  const base = {
    table: policy.table_name,
    group: policy.policy_group,
    column: policy.partition_column,
    premakeMonths: policy.premake_months,
    keepMonths: policy.keep_months,
  };
  const problem = problemOf(policy, rows);
  return problem === undefined
    ? { ...base, partitions: rows.map(partitionOf) }
    : { ...base, partitions: [], problem };
}

function problemOf(
  { partition_column: column }: PolicyRow,
  rows: readonly PartitionRow[],
): string | undefined {
  const [first] = rows;
  if (first === undefined) return 'the table is missing';
  if (first.method === null) return 'the table has no partitions';
  if (first.method !== 'RANGE COLUMNS' || first.expression?.replaceAll('`', '') !== column)
    return `the partitions are by ${first.method} (${first.expression ?? ''}), and the policy wants RANGE COLUMNS (${column})`;
  return undefined;
}

function partitionOf({ name, description, about_rows: aboutRows }: PartitionRow): Partition {
  const below = description === 'MAXVALUE' ? null : (description ?? '').replaceAll("'", '');
  return { name: name ?? '', below, aboutRows };
}

async function countLate(
  connection: MariadbConnection,
  database: string,
  { table, column }: PartitionedTable,
  partition: string,
): Promise<LateRows | undefined> {
  const [row] = await connection.query<{ late: number; earliest: string; latest: string }>(
    `SELECT CAST(COUNT(*) AS DOUBLE) AS late, CAST(MIN(${quoteName(column)}) AS CHAR) AS earliest,
            CAST(MAX(${quoteName(column)}) AS CHAR) AS latest
       FROM ${quoteQualified(database, table)} PARTITION (${quoteName(partition)})`,
  );
  if (row === undefined || row.late === 0) return undefined;
  return { rows: row.late, earliest: monthOf(row.earliest), latest: monthOf(row.latest) };
}
