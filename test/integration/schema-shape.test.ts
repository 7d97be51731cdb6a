import type { Connection } from 'mysql2/promise';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSchema, rowsOf, type SchemaDatabase } from '../support/schema-database.ts';
import { sharedServer } from '../support/shared-server.ts';

let database: SchemaDatabase;
let sql: Connection;

beforeAll(async () => {
  const server = sharedServer();
  database = await createSchema(server, 'aethertest_shape');
  sql = await database.connect();
});

afterAll(async () => {
  await sql?.end();
  await database?.[Symbol.asyncDispose]();
});

/** The first column of a query as a list; its `?` stand for the names of the data and the meta database. */
async function found(query: string): Promise<string[]> {
  const names = [database.name, `${database.name}_meta`];
  const rows = await rowsOf(sql, query, [names]);
  return rows.map((row) => Object.values(row).join('.'));
}

it('has only InnoDB tables in one collation, each with a comment', async () => {
  expect(
    await found(
      `SELECT table_name FROM information_schema.tables
        WHERE table_schema IN (?) AND (engine <> 'InnoDB' OR table_collation <> 'utf8mb4_uca1400_ai_ci' OR table_comment = '')`,
    ),
  ).toEqual([]);
});

it('has a primary key on every table, without which Galera refuses to replicate', async () => {
  expect(
    await found(
      `SELECT t.table_name FROM information_schema.tables t
         LEFT JOIN information_schema.statistics s
           ON s.table_schema = t.table_schema AND s.table_name = t.table_name AND s.index_name = 'PRIMARY'
        WHERE t.table_schema IN (?) AND t.table_type = 'BASE TABLE' AND s.index_name IS NULL`,
    ),
  ).toEqual([]);
});

it('compares every number of the outside world byte by byte', async () => {
  expect(
    await found(
      `SELECT table_name, column_name FROM information_schema.columns
        WHERE table_schema IN (?) AND collation_name <> 'ascii_bin'
          AND (column_name LIKE '%\\_no' OR column_name LIKE '%\\_code' OR column_name IN ('sku', 'idempotency_key', 'run_id'))`,
    ),
  ).toEqual([]);
});

it('keeps money exact and time in UTC microseconds', async () => {
  expect(
    await found(
      `SELECT table_name, column_name, column_type FROM information_schema.columns
        WHERE table_schema IN (?)
          AND (table_schema, table_name) NOT IN (SELECT table_schema, table_name FROM information_schema.views)
          AND (data_type IN ('float', 'double', 'timestamp')
            OR (data_type = 'datetime' AND column_type <> 'datetime(6)')
            OR (column_name LIKE '%amount%' AND column_type <> 'decimal(12,2)')
            OR (column_default LIKE 'current_timestamp%'))`,
    ),
  ).toEqual([]);
});

it('restricts every foreign key: cascades fire no triggers and never reach the binlog', async () => {
  expect(
    await found(
      `SELECT constraint_name FROM information_schema.referential_constraints
        WHERE constraint_schema IN (?)
          AND (delete_rule NOT IN ('RESTRICT', 'NO ACTION') OR update_rule NOT IN ('RESTRICT', 'NO ACTION'))`,
    ),
  ).toEqual([]);
});

it('points every foreign key to the whole primary key, the only composite one that Galera guards', async () => {
  expect(
    await found(
      `SELECT r.constraint_name, GROUP_CONCAT(k.referenced_column_name ORDER BY k.ordinal_position) AS target,
              (SELECT GROUP_CONCAT(s.column_name ORDER BY s.seq_in_index) FROM information_schema.statistics s
                WHERE s.table_schema = r.constraint_schema AND s.table_name = r.referenced_table_name
                  AND s.index_name = 'PRIMARY') AS primary_key
         FROM information_schema.referential_constraints r
         JOIN information_schema.key_column_usage k
           ON k.constraint_schema = r.constraint_schema AND k.constraint_name = r.constraint_name
        WHERE r.constraint_schema IN (?)
        GROUP BY r.constraint_schema, r.constraint_name, r.referenced_table_name
       HAVING target <> primary_key`,
    ),
  ).toEqual([]);
});

it('runs every trigger as the one locked account', async () => {
  expect(
    await found(`SELECT DISTINCT definer FROM information_schema.triggers WHERE trigger_schema IN (?)`),
  ).toEqual(['aether_definer@localhost']);
});

it('marks only columns as personal that exist', async () => {
  expect(
    await found(
      `SELECT p.table_name, p.column_name FROM ${database.name}_meta.pii_column p
         LEFT JOIN information_schema.columns c
           ON c.table_schema = CONCAT('${database.name}', IF(p.database_role = 'data', '', CONCAT('_', p.database_role)))
          AND c.table_name = p.table_name AND c.column_name = p.column_name AND c.table_schema IN (?)
        WHERE c.column_name IS NULL`,
    ),
  ).toEqual([]);
});

it('has a partition policy for every partitioned table, by the column that it is partitioned by', async () => {
  const partitioned = await found(
    `SELECT DISTINCT table_name, REPLACE(partition_expression, '\`', '') FROM information_schema.partitions
      WHERE table_schema IN (?) AND partition_name IS NOT NULL`,
  );
  const policies = await rowsOf(
    sql,
    `SELECT table_name, partition_column FROM ${database.name}_meta.partition_policy`,
  );
  expect(partitioned.toSorted()).toEqual(policies.map((row) => Object.values(row).join('.')).toSorted());
  expect(partitioned).toHaveLength(6);
});

it('cuts the three tables of an order alike, so that a month leaves as a whole', async () => {
  const cuts = await rowsOf(
    sql,
    `SELECT DISTINCT GROUP_CONCAT(partition_name, partition_description ORDER BY partition_ordinal_position) AS cut
       FROM information_schema.partitions
      WHERE table_schema = ? AND table_name IN ('orders', 'order_item', 'order_status_event') GROUP BY table_name`,
    [database.name],
  );
  expect(cuts).toHaveLength(1);
});
