import type { Connection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROLE_KEYS, type RoleKey } from '../../src/lib/infra/mariadb/accounts/role-table.ts';
import { connectAdmin, connectUnchecked } from '../support/admin.ts';
import { dropRoles, makePeople, openAs } from '../support/role-shop.ts';
import { sharedServer } from '../support/shared-server.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

// What each role may do and may not do, by the people who are in it.

const DATABASE = 'aethertest_rights';
const META = `${DATABASE}_meta`;
/** What `aethertest_rights` reaches too if its `_` is a wildcard. */
const NEIGHBOUR = 'aethertestXrights';
/** In every personal column. The e-mail address and the number are shown in part. */
const PLANTED = [
  'Wilhelmina',
  'Quartermaine',
  '1971-03-14',
  'wilhelmina.q',
  '+4915112345678',
  'Gartenweg',
  '50667',
  '203.0.113.77',
];
const SECRET = 'Wilhelmina Quartermaine, Gartenweg 17';

let shop: Workspace;
const people = new Map<RoleKey, Connection>();
const as = (key: RoleKey) => people.get(key)!;

beforeAll(async () => {
  shop = await openWorkspace({ server: sharedServer(), database: DATABASE });
  await dropRoles(shop);
  await shop.applySchema();
  await plant();
  const ended = await shop.run(['schema', 'grant', '--yes']);
  expect(ended.exitCode, ended.stderr).toBe(0);
  await makePeople(shop);
  for (const key of ROLE_KEYS) people.set(key, await openAs(sharedServer(), DATABASE, key));
  await shop.admin.query(`CREATE OR REPLACE DATABASE ${NEIGHBOUR}`);
  await shop.admin.query(`CREATE TABLE ${NEIGHBOUR}.customer AS SELECT 1 AS id`);
});

afterAll(async () => {
  for (const person of people.values()) await person.end();
  await shop.admin.query(`DROP DATABASE IF EXISTS ${NEIGHBOUR}`);
  await dropRoles(shop);
  await shop[Symbol.asyncDispose]();
});

async function plant(): Promise<void> {
  const session = await connectUnchecked(sharedServer(), DATABASE);
  for (const statement of [
    `INSERT INTO customer (customer_no, given_name, family_name, birth_date, registered_at)
     VALUES ('c1', 'Wilhelmina', 'Quartermaine', '1971-03-14', UTC_TIMESTAMP(6))`,
    `INSERT INTO customer_email (customer_id, email, is_primary) VALUES (1, 'wilhelmina.q@example.com', 1)`,
    `INSERT INTO customer_phone (customer_id, phone, kind) VALUES (1, '+4915112345678', 'mobile')`,
    `INSERT INTO address (address_no, recipient_name, line1, line2, district, postcode, city, country_code)
     VALUES ('a1', 'Wilhelmina Quartermaine', 'Gartenweg 17', 'Gartenweg', 'Gartenweg', '50667', 'Köln', 'DE')`,
    `INSERT INTO payment_event (event_no, payment_id, kind, occurred_at, detail) VALUES ('e1', 1, 'captured', UTC_TIMESTAMP(6), '{"name": "${SECRET}"}')`,
    `INSERT INTO refund (refund_no, payment_id, amount, reason, requested_at) VALUES ('r1', 1, 1, '${SECRET}', UTC_TIMESTAMP(6))`,
    `INSERT INTO review (review_no, order_id, placed_at, rating, title, body) VALUES ('v1', 1, UTC_TIMESTAMP(6), 5, '${SECRET}', '${SECRET}')`,
    `INSERT INTO web_session (started_at, session_no, channel_id, ip_address, user_agent, landing_url, referrer_url, attributes)
     VALUES ('2026-02-01', 's1', 1, '::ffff:203.0.113.77', '${SECRET}', '${SECRET}', '${SECRET}', '{"name": "${SECRET}"}')`,
    `INSERT INTO audit_event (occurred_at, table_name, row_key, operation, row_before, row_after, actor, connection_id, server_name)
     VALUES (UTC_TIMESTAMP(6), 'customer', '1', 'update', '{"name": "${SECRET}"}', '{"name": "${SECRET}"}', 'somebody@host', 1, 'db1')`,
    `INSERT INTO ${META}.ingest_reject (file_id, record_no, rule, file_line, byte_offset, reason, raw) VALUES (1, 1, 'type', 2, 3, 'not a number', '${SECRET}')`,
  ])
    await session.query(statement);
  await session.end();
}

/** A statement that passes and those that are refused, with the number of the error. */
const RIGHTS: readonly (readonly [
  RoleKey,
  passes: readonly string[],
  refused: readonly (readonly [string, number])[],
])[] = [
  [
    'owner',
    [
      `CREATE OR REPLACE TABLE ${DATABASE}_stage.of_owner (id INT PRIMARY KEY)`,
      `DROP TABLE ${DATABASE}_stage.of_owner`,
    ],
    [
      ['SELECT * FROM mysql.db', 1142],
      ['CREATE ROLE aethertest_of_owner', 1227],
      [`GRANT SELECT ON ${DATABASE}.customer TO ${DATABASE}_analyst`, 1142],
      [`SELECT * FROM ${NEIGHBOUR}.customer`, 1142],
    ],
  ],
  [
    'migrator',
    [
      `CREATE OR REPLACE DEFINER = aether_definer@localhost VIEW ${DATABASE}.of_migrator AS SELECT 1 AS one`,
      `DROP VIEW ${DATABASE}.of_migrator`,
    ],
    [
      ['CREATE ROLE aethertest_of_migrator', 1227],
      [`SELECT * FROM ${NEIGHBOUR}.customer`, 1142],
    ],
  ],
  [
    'ingest',
    [
      `CREATE OR REPLACE TABLE ${DATABASE}_stage.of_ingest (id INT PRIMARY KEY)`,
      `DROP TABLE ${DATABASE}_stage.of_ingest`,
    ],
    [
      [`CREATE VIEW ${DATABASE}.of_ingest AS SELECT 1 AS one`, 1142],
      ['SHOW BINARY LOGS', 1227],
      [`SELECT * FROM ${NEIGHBOUR}.customer`, 1142],
    ],
  ],
  [
    'app_rw',
    [
      `UPDATE ${DATABASE}.customer SET status = status`,
      `SELECT * FROM ${DATABASE}.order_summary`,
      `SELECT ${DATABASE}.mask_initial('a')`,
    ],
    [
      [`DELETE FROM ${DATABASE}.audit_event`, 1142],
      [`SELECT * FROM ${DATABASE}.audit_event`, 1142],
      [`ALTER TABLE ${DATABASE}.customer ADD COLUMN x INT`, 1142],
      [`SELECT * FROM ${META}.ingest_run`, 1142],
    ],
  ],
  [
    'app_ro',
    [`SELECT * FROM ${DATABASE}.customer`, `SELECT * FROM ${DATABASE}.current_price`],
    [
      [`UPDATE ${DATABASE}.customer SET status = status`, 1142],
      [`SELECT * FROM ${DATABASE}.audit_event`, 1142],
    ],
  ],
  [
    'analyst',
    [
      `SELECT * FROM ${DATABASE}.masked_customer`,
      `SHOW COLUMNS FROM ${DATABASE}.masked_customer_email`,
      `SELECT * FROM ${META}.masked_ingest_reject`,
      `SELECT * FROM ${DATABASE}.daily_sales`,
    ],
    [
      [`SELECT * FROM ${DATABASE}.customer`, 1142],
      [`SELECT * FROM ${META}.ingestion_status`, 1142],
      [`INSERT INTO ${DATABASE}.masked_refund (refund_no) VALUES ('x')`, 1142],
    ],
  ],
  [
    'auditor',
    [
      `SELECT * FROM ${DATABASE}.audit_event`,
      `SELECT * FROM ${META}.migration_step`,
      'SELECT * FROM mysql.roles_mapping',
      `SELECT * FROM ${META}.ingestion_status`,
    ],
    [
      [`SELECT * FROM ${DATABASE}.customer`, 1142],
      [`SELECT * FROM ${META}.ingest_reject`, 1142],
      ['SELECT * FROM mysql.global_priv', 1142],
      [`DELETE FROM ${DATABASE}.audit_event`, 1142],
    ],
  ],
  [
    'ops',
    ['SHOW ENGINE INNODB STATUS', 'SHOW MASTER STATUS', `SELECT * FROM ${META}.ingestion_status`],
    [
      [`SELECT * FROM ${DATABASE}.masked_customer`, 1142],
      ['SET GLOBAL read_only = 0', 1227],
      [`SELECT * FROM ${DATABASE}.customer`, 1142],
    ],
  ],
];

describe('a role', () => {
  it('of every kind is in the table of this test', () =>
    expect(RIGHTS.map(([key]) => key)).toEqual(ROLE_KEYS));

  it.each(RIGHTS)('%s may do this, and not that', async (key, passes, refused) => {
    for (const statement of passes) await as(key).query(statement);
    for (const [statement, errno] of refused)
      await expect(as(key).query(statement), statement).rejects.toMatchObject({ errno });
  });

  it('would reach a neighbour by a name whose _ is not escaped', async () => {
    await shop.admin.query(`GRANT SELECT ON \`${DATABASE}\`.* TO ${DATABASE}_ops`);
    const ops = await openAs(sharedServer(), DATABASE, 'ops');
    expect((await ops.query(`SELECT * FROM ${NEIGHBOUR}.customer`))[0]).toHaveLength(1);
    await ops.end();
    expect((await shop.run(['schema', 'grant', '--confirm', 'test'])).exitCode).toBe(0);
  });
});

/** What the person is answered to everything that shows something, rows and errors alike. */
async function seenBy(person: Connection): Promise<string> {
  const answers: string[] = [];
  const look = async (sql: string) => {
    const said = await person.query(sql).then(
      ([rows]) => rows,
      (thrown: Error) => thrown.message,
    );
    answers.push(JSON.stringify(said));
    return Array.isArray(said) ? (said as Record<string, string>[]) : [];
  };
  const all = await look('SELECT table_schema AS db, table_name AS name FROM information_schema.tables');
  const objects = [
    ...all,
    ...['customer', 'customer_email', 'address', 'audit_event'].map((name) => ({ db: DATABASE, name })),
  ];
  for (const { db, name } of objects) {
    const object = `\`${db}\`.\`${name}\``;
    await look(`SELECT * FROM ${object} LIMIT 1000`);
    if (db === 'information_schema') continue;
    for (const show of [
      'SHOW FULL COLUMNS FROM',
      'SHOW CREATE TABLE',
      'SHOW INDEX FROM',
      'CHECKSUM TABLE',
      'ANALYZE TABLE',
    ])
      await look(`${show} ${object}`);
    for (const explain of ['EXPLAIN EXTENDED', 'ANALYZE FORMAT=JSON'])
      await look(`${explain} SELECT * FROM ${object}`);
    await look('SHOW WARNINGS');
    await look(`SET STATEMENT optimizer_trace = 'enabled=on' FOR SELECT * FROM ${object}`);
    await look('SELECT * FROM information_schema.optimizer_trace');
  }
  await look(`USE ${DATABASE}`);
  for (const error of [
    'SELECT EXTRACTVALUE(1, CONCAT(0x7e, given_name)) FROM masked_customer',
    'SELECT CAST(email AS INET6), 1 / 0, email + 0 FROM masked_customer_email',
    'SELECT given_name FROM masked_customer WHERE given_name = (SELECT email FROM masked_customer_email UNION SELECT 1)',
    'SELECT JSON_EXTRACT(detail, "$.name"), JSON_VALID(detail) FROM masked_payment_event',
    'SELECT GROUP_CONCAT(attributes), MIN(landing_url) FROM masked_web_session PROCEDURE ANALYSE()',
    'HANDLER masked_customer OPEN',
    'CREATE TEMPORARY TABLE copied AS SELECT * FROM masked_customer',
  ]) {
    await look(error);
    await look('SHOW WARNINGS');
  }
  for (const show of [
    'DATABASES',
    'TABLES',
    'TABLE STATUS',
    'OPEN TABLES',
    'TRIGGERS',
    'EVENTS',
    'FUNCTION STATUS',
    'PROCEDURE STATUS',
    'GRANTS',
    'FULL PROCESSLIST',
    'ENGINE INNODB STATUS',
    'BINARY LOGS',
    'BINLOG EVENTS',
    'MASTER STATUS',
    'GLOBAL VARIABLES',
    'GLOBAL STATUS',
    'CREATE FUNCTION mask_email',
    'CREATE VIEW masked_customer',
    'ERRORS',
    'PROFILES',
    'PLUGINS',
  ])
    await look(`SHOW ${show}`);
  return answers.join('\n');
}

describe('an analyst', () => {
  it('sees no planted value, whatever is read, shown, explained or refused', async () => {
    // A statement of somebody else, with personal data in it, is running.
    const running = await connectAdmin(sharedServer(), DATABASE);
    const ended = running.query(`SELECT SLEEP(600) /* ${SECRET} */`).catch(() => undefined);
    const text = await seenBy(as('analyst'));
    await shop.admin.query(`KILL ${running.threadId}`);
    await ended;
    expect(text).toContain('w***@example.com');
    expect(text).toContain('SELECT command denied');
    expect(PLANTED.filter((value) => text.includes(value))).toEqual([]);
  });

  it('would be seen to read one: this search finds what a wider role shows', async () => {
    const text = await seenBy(as('app_ro'));
    expect(PLANTED.filter((value) => !text.includes(value))).toEqual([]);
  });
});
