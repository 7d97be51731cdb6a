import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { parse } from 'yaml';
import { packageFile } from '../../src/lib/core/package-root.ts';
import { sharedServer } from '../support/shared-server.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

// What people see who may not see personal data: masked views alone.

const DATABASE = 'aethertest_masked';
const ANALYST = 'aethertest_masked_analyst';
/** In every personal column of the customer that is planted. */
const PLANTED = [
  'Wilhelmina',
  'Quartermaine',
  '1971-03-14',
  'wilhelmina.q',
  '+4915112345678',
  'Gartenweg 17',
  '50667',
];

let shop: Workspace;
let analyst: Connection;

beforeAll(async () => {
  shop = await openWorkspace({ server: sharedServer(), database: DATABASE });
  await shop.applySchema();
  await plant();
  const views = await shop.rows(
    `SELECT table_schema AS db, table_name AS name FROM information_schema.views WHERE table_schema LIKE '${DATABASE}%' AND table_name LIKE 'masked%'`,
  );
  await shop.admin.query(`CREATE OR REPLACE USER ${ANALYST}@'%' IDENTIFIED BY 'analyst' REQUIRE SSL`);
  for (const { db, name } of views) await shop.admin.query(`GRANT SELECT ON ${db}.${name} TO ${ANALYST}@'%'`);
  const masks = await shop.rows(
    `SELECT routine_name AS name FROM information_schema.routines WHERE routine_schema = '${DATABASE}' AND routine_name LIKE 'mask%'`,
  );
  // SHOW COLUMNS asks for it, though the view runs with the rights of its definer.
  for (const { name } of masks)
    await shop.admin.query(`GRANT EXECUTE ON FUNCTION ${DATABASE}.${name} TO ${ANALYST}@'%'`);
  const { host, port } = sharedServer();
  analyst = await createConnection({
    host,
    port,
    user: ANALYST,
    password: 'analyst',
    database: DATABASE,
    ssl: { rejectUnauthorized: false },
    dateStrings: true,
  });
});

afterAll(async () => {
  await analyst.end();
  await shop.admin.query(`DROP USER IF EXISTS ${ANALYST}@'%'`);
  await shop[Symbol.asyncDispose]();
});

async function plant(): Promise<void> {
  const [given, family, born, local, phone, street, postcode] = PLANTED;
  await shop.admin.query(`USE ${DATABASE}`);
  await shop.admin.query(
    "INSERT INTO customer (customer_no, given_name, family_name, birth_date, registered_at) VALUES ('c1', ?, ?, ?, UTC_TIMESTAMP(6))",
    [given, family, born],
  );
  await shop.admin.query(
    'INSERT INTO customer_email (customer_id, email, is_primary) SELECT customer_id, ?, 1 FROM customer',
    [`${local}@example.com`],
  );
  await shop.admin.query(
    "INSERT INTO customer_phone (customer_id, phone, kind) SELECT customer_id, ?, 'mobile' FROM customer",
    [phone],
  );
  await shop.admin.query(
    `INSERT INTO address (address_no, recipient_name, line1, postcode, city, country_code)
     VALUES ('a1', ?, ?, ?, 'Köln', 'DE')`,
    [`${given} ${family}`, street, postcode],
  );
}

describe('masked views', () => {
  it('exist for every table with a personal column, with the same columns', async () => {
    const different = await shop.rows(
      `SELECT t.table_name,
              GROUP_CONCAT(c.column_name ORDER BY c.ordinal_position) AS columns_of_table,
              (SELECT GROUP_CONCAT(m.column_name ORDER BY m.ordinal_position) FROM information_schema.columns AS m
                WHERE m.table_schema = c.table_schema AND m.table_name = CONCAT('masked_', c.table_name)) AS columns_of_view
         FROM (SELECT DISTINCT database_role, table_name FROM ${DATABASE}_meta.pii_column) AS t
         JOIN information_schema.columns AS c
           ON c.table_schema = CONCAT('${DATABASE}', IF(t.database_role = 'data', '', CONCAT('_', t.database_role)))
          AND c.table_name = t.table_name
        GROUP BY c.table_schema, c.table_name
       HAVING columns_of_view IS NULL OR columns_of_view <> columns_of_table`,
    );
    expect(different).toEqual([]);
  });

  it('show no personal column as it is', async () => {
    const bare = await shop.rows(
      `SELECT p.table_name, p.column_name, p.mask FROM ${DATABASE}_meta.pii_column AS p
         JOIN information_schema.views AS v
           ON v.table_schema = CONCAT('${DATABASE}', IF(p.database_role = 'data', '', CONCAT('_', p.database_role)))
          AND v.table_name = CONCAT('masked_', p.table_name)
        WHERE NOT (IF(p.mask = 'null', v.view_definition REGEXP CONCAT('cast\\\\(NULL as [a-z]+[^)]*\\\\) collate [a-z0-9_]+ AS \`', p.column_name, '\`'),
                      v.view_definition REGEXP CONCAT('mask_', p.mask, '\`?\\\\([^)]*\`', p.column_name, '\`\\\\)( collate [a-z0-9_]+)? AS \`', p.column_name, '\`')))`,
    );
    expect(bare).toEqual([]);
  });

  it('show an analyst nothing of a planted customer, also by EXPLAIN, SHOW CREATE and errors', async () => {
    const views = await shop.rows(
      `SELECT table_schema AS db, table_name AS name FROM information_schema.views WHERE table_schema LIKE '${DATABASE}%' AND table_name LIKE 'masked%'`,
    );
    expect(views).toHaveLength(10);
    const seen: string[] = [];
    const look = async (sql: string) => {
      const said = await analyst.query(sql).then(
        ([rows]) => JSON.stringify(rows),
        (thrown: Error) => thrown.message,
      );
      seen.push(said);
    };
    for (const { db, name } of views) {
      const [columns] = await analyst.query<RowDataPacket[]>(`SHOW COLUMNS FROM ${db}.${name}`);
      const list = columns.map(({ Field }) => `\`${Field}\``).join(', ');
      // One collation: what people do with text must not be refused (1267, 1270, 1271).
      await analyst.query(`SELECT CONCAT_WS('|', ${list}) FROM ${db}.${name}`);
      await look(`SELECT * FROM ${db}.${name}`);
      await look(`EXPLAIN EXTENDED SELECT * FROM ${db}.${name}`);
      await look('SHOW WARNINGS');
      await look(`SHOW CREATE VIEW ${db}.${name}`);
      await look(`SELECT * FROM ${db}.${String(name).replace('masked_', '')}`);
    }
    await look('SELECT EXTRACTVALUE(1, CONCAT(0x7e, given_name)) FROM masked_customer');
    await look('SELECT CAST(email AS INET6) FROM masked_customer_email');
    await look("SELECT * FROM information_schema.columns WHERE table_name = 'customer'");
    const text = seen.join('\n');
    expect(text).toContain('w***@example.com');
    for (const value of PLANTED) expect(text).not.toContain(value);
    await expect(analyst.query('SELECT * FROM customer')).rejects.toThrow('SELECT command denied');
  });
});

describe('masks', () => {
  it.each([
    ["mask_initial('Ana')", 'A.'],
    ["mask_initial('  Zoë')", 'Z.'],
    ["mask_initial('😀 b')", '😀.'],
    ["mask_initial('')", ''],
    ['mask_initial(NULL)', null],
    ["mask_year('1980-05-05')", 1980],
    ['mask_year(NULL)', null],
    ["mask_email('ana@x.org')", 'a***@x.org'],
    ["mask_email('@x.org')", '***'],
    ["mask_email('ana')", '***'],
    ["mask_email('')", '***'],
    ['mask_email(NULL)', null],
    ["mask_phone('+5511999')", '***99'],
    ["mask_phone('11999')", '***'],
    ['mask_phone(NULL)', null],
    ["mask_postcode('01310-100')", '01***'],
    ["mask_postcode('123')", '***'],
    ['mask_postcode(NULL)', null],
    ["mask_network('::ffff:10.1.2.3')", '::ffff:10.1.2.0'],
    ["mask_network('2001:db8:1:2::5')", '2001:db8:1::'],
    ["mask_network('::1')", '::'],
    ['mask_network(NULL)', null],
  ])('%s is %s', async (call, expected) => {
    const [row] = await shop.rows(`SELECT ${DATABASE}.${call} AS masked`);
    expect(row?.['masked']).toBe(expected);
  });
});

describe('a text column', () => {
  type Plain = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

  /** Text columns of aether's tables that nobody has called personal. */
  async function textColumns(): Promise<string[]> {
    const rows = await shop.rows(
      `SELECT CONCAT(IF(c.table_schema = '${DATABASE}', 'data', 'meta'), '.', c.table_name, '.', c.column_name) AS name
         FROM information_schema.columns AS c
         JOIN information_schema.tables AS t
           ON t.table_schema = c.table_schema AND t.table_name = c.table_name AND t.table_type <> 'VIEW'
        WHERE c.table_schema IN ('${DATABASE}', '${DATABASE}_meta')
          AND c.data_type IN ('char', 'varchar', 'tinytext', 'text', 'mediumtext', 'longtext', 'enum', 'set', 'inet4', 'inet6')
          AND NOT EXISTS (
            SELECT 1 FROM ${DATABASE}_meta.pii_column AS p
             WHERE p.database_role = IF(c.table_schema = '${DATABASE}', 'data', 'meta')
               AND p.table_name = c.table_name AND p.column_name = c.column_name)`,
    );
    return rows.map(({ name }) => String(name));
  }

  async function undecided(): Promise<string[]> {
    const plain = parse(await readFile(packageFile('sql', 'plain-columns.yaml'), 'utf8')) as Plain;
    const decided = new Set(
      Object.entries(plain).flatMap(([database, tables]) =>
        Object.entries(tables).flatMap(([table, columns]) =>
          columns.map((column) => `${database}.${table}.${column}`),
        ),
      ),
    );
    return (await textColumns()).filter((name) => !decided.has(name));
  }

  it('is personal, or somebody has decided in sql/plain-columns.yaml that it is not', async () => {
    expect(await undecided()).toEqual([]);
  });

  it('of a new migration that nobody has decided on is named', async () => {
    await shop.admin.query(`ALTER TABLE ${DATABASE}.brand ADD COLUMN slogan VARCHAR(20)`);
    try {
      expect(await undecided()).toEqual(['data.brand.slogan']);
    } finally {
      await shop.admin.query(`ALTER TABLE ${DATABASE}.brand DROP COLUMN slogan`);
    }
  });
});
