import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { documentOf } from '../support/aether-cli.ts';
import type { IngestData } from '../support/ingest-document.ts';
import { sharedServer } from '../support/shared-server.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

// What the server changes without a warning. Each value is there as the file says it, is rejected, or is refused.

const DATABASE = 'aethertest_kept';

let shop: Workspace;

beforeAll(async () => {
  shop = await openWorkspace({
    server: sharedServer(),
    database: DATABASE,
  });
  await shop.applySchema();
});

afterAll(() => shop[Symbol.asyncDispose]());

beforeEach(async () => {
  await shop.admin.query(`DROP TABLE IF EXISTS ${DATABASE}_stage.kept_t`);
  for (const table of ['ingest_reject', 'ingest_rule_count', 'ingest_chunk', 'ingest_file'])
    await shop.admin.query(`DELETE FROM ${DATABASE}_meta.${table}`);
});

/** A table of a key and the column, and a file of one record per value. */
async function prepare(column: string, values: readonly string[]): Promise<void> {
  await shop.admin.query(`CREATE OR REPLACE TABLE ${DATABASE}.t (k INT NOT NULL PRIMARY KEY, ${column})`);
  await shop.write('t.csv', ['k,v', ...values.map((value, index) => `${index + 1},${value}`), ''].join('\n'));
}

async function ingest(...more: string[]) {
  const ended = await shop.run([
    'ingest',
    './t.yaml',
    '--from',
    shop.directory,
    '--max-rejects',
    '100%',
    '--json',
    ...more,
  ]);
  const { data, error } = documentOf<IngestData>(ended);
  return { ...ended, file: data?.files?.[0], error };
}

const stored = async (show = 'v') =>
  (await shop.rows(`SELECT ${show} AS v FROM ${DATABASE}.t ORDER BY k`)).map(({ v }) => String(v));

const rejected = async () =>
  (
    await shop.rows(
      `SELECT rule, record_no AS n, reason FROM ${DATABASE}_meta.ingest_reject ORDER BY record_no`,
    )
  ).map(({ rule, n }) => `${n} ${rule}`);

/** Column of the table, type in the source, values; what is then there, and which records are rejected. */
const ROWS = [
  ['v BIT(8)', 'integer', ['5', '0', '256'], ['5', '0'], ['3 out_of_range']],
  ['v INT', 'decimal, precision: 10, scale: 2', ['1.5', '2.4', '3.00'], ['3'], ['1 target', '2 target']],
  ['v DECIMAL(10,2)', 'decimal, precision: 10, scale: 3', ['9.999', '9.990'], ['9.99'], ['1 target']],
  ['v DATE', 'datetime', ['2018-08-15 12:00:00', '2018-08-15'], ['2018-08-15'], ['1 target']],
  [
    'v DATETIME',
    'datetime',
    ['2018-08-15 12:00:00.789', '2018-08-15 12:00:00'],
    ['2018-08-15 12:00:00'],
    ['1 target'],
  ],
  ['v FLOAT', 'integer', ['16777217', '16777216', '5'], ['16777216', '5'], ['1 target']],
  [
    'v TIMESTAMP NULL',
    'datetime, zone: Europe/Berlin',
    ['2024-03-31 02:30:00', '2024-03-31 03:00:00'],
    ['2024-03-31 01:00:00'],
    ['1 local_time'],
  ],
] as const;

describe('a file for a table', () => {
  it.each(ROWS)(
    '%s of %s keeps its values or rejects them: %j',
    async (...[column, type, values, kept, rejects]) => {
      await prepare(column, values);
      await write('into: t', type);
      const { exitCode, stderr } = await ingest();
      expect(exitCode, stderr).toBe(0);
      const show = column.includes('BIT') ? 'v + 0' : column.includes('FLOAT') ? 'CAST(v AS DOUBLE)' : 'v';
      expect(await stored(show)).toEqual(kept);
      expect(await rejected()).toEqual(rejects);
    },
  );

  it('keeps the 0 of an AUTO_INCREMENT key, and rejects a record without one', async () => {
    await shop.admin.query(
      `CREATE OR REPLACE TABLE ${DATABASE}.t (v INT NOT NULL AUTO_INCREMENT PRIMARY KEY, k INT)`,
    );
    await shop.write('t.csv', 'k,v\n1,7\n2,0\n3,\n');
    await write('into: t', 'integer');
    expect((await ingest()).exitCode).toBe(0);
    expect(await shop.rows(`SELECT v, k FROM ${DATABASE}.t ORDER BY v`)).toEqual([
      { v: 0, k: 2 },
      { v: 7, k: 1 },
    ]);
    expect(await rejected()).toEqual(['3 required']);
  });

  it.each([
    [
      'v DECIMAL(10,2) AS (k * 12.00)',
      'decimal, precision: 10, scale: 2',
      /v: the table generates this column itself/,
    ],
    ['v BINARY(16)', 'text, max_chars: 32', /v: text does not go into binary\(16\); .*UNHEX/],
    ['v BIT(8)', 'text', /v: text does not go into bit\(8\)/],
    ['w INT', 'integer', /v: the table has no such column/],
  ])('%s of %s is refused before the first row', async (column, type, message) => {
    await prepare(column, ['99.00']);
    await write('into: t', type);
    for (const flags of [['--dry-run'], []]) {
      const { exitCode, error } = await ingest(...flags);
      expect(exitCode).toBe(2);
      expect(error).toMatchObject({
        code: 'TARGET_CHANGES_VALUES',
        message: expect.stringMatching(message) as string,
      });
    }
    expect(await stored('k')).toEqual([]);
    expect(await shop.rows(`SELECT * FROM ${DATABASE}_meta.ingest_file`)).toEqual([]);
  });

  it('is said to be changed by a trigger, or that this is unknown', async () => {
    await prepare('v INT', ['1']);
    await shop.admin.query(
      `CREATE TRIGGER ${DATABASE}.bi_t BEFORE INSERT ON ${DATABASE}.t FOR EACH ROW SET NEW.v = NEW.v + 1`,
    );
    await write('into: t', 'integer');
    expect((await ingest('--dry-run')).stderr).toMatch(
      /t: whether triggers change values is unknown.*GRANT TRIGGER/,
    );
    const [[account]] = (await shop.admin.query(
      "SELECT CONCAT(QUOTE(user), '@', QUOTE(host)) AS name FROM mysql.global_priv WHERE user = 'aether_ingest'",
    )) as unknown as [[{ name: string }]];
    await shop.admin.query(`GRANT TRIGGER ON ${DATABASE}.t TO ${account.name}`);
    try {
      expect((await ingest()).stderr).toMatch(/t: of what the file says, trigger bi_t may change v/);
    } finally {
      await shop.admin.query(`REVOKE TRIGGER ON ${DATABASE}.t FROM ${account.name}`);
    }
  });
});

/** The source of the one file, straight into the table or with a step. */
function write(into: string, type: string, select?: string): Promise<string> {
  const rest = into === '' ? '' : `${into}, `;
  const steps = select === undefined ? '' : `steps: [{ upsert: t, file: t, key: [k], select: '${select}' }]`;
  return shop.write(
    't.yaml',
    `source: kept
title: one column
files: { t: { match: t.csv, ${rest}columns: [{ name: k, type: integer, required: true }, { name: v, type: ${type} }] } }
${steps}
`,
  );
}

/** Column of the table, type in the source, what the step selects, the value, and what is there or said. */
const STEPS = [
  ['v BIT(8)', 'integer', 's.v', '5', '5'],
  ['v BIT(8)', 'text', 's.v', '5', /v: longtext does not go into bit\(8\); select a number/],
  ['v INT', 'decimal, precision: 10, scale: 2', 's.v', '3.00', '3'],
  [
    'v INT',
    'decimal, precision: 10, scale: 2',
    's.v',
    '1.5',
    /the row k=1: v int\(11\) would change 1\.50 to 2/,
  ],
  ['v INT', 'decimal, precision: 10, scale: 2', 'ROUND(s.v)', '1.5', '2'],
  ['v INT', 'text', 's.v', '1.5', /the row k=1: v int\(11\) would change 1\.5 to 2/],
  ['v DECIMAL(10,2) AS (k * 12.00)', 'integer', 's.v', '99', /the table generates "v" itself/],
  ['v DECIMAL(10,2)', 'decimal, precision: 10, scale: 3', 's.v', '9.999', /would change 9\.999 to 10\.00/],
  [
    'v DATE',
    'datetime',
    's.v',
    '2018-08-15 12:00:00',
    /would change 2018-08-15 12:00:00\.000000 to 2018-08-15/,
  ],
  ['v DATE', 'datetime', 'CAST(s.v AS DATE)', '2018-08-15 12:00:00', '2018-08-15'],
  ['v DATETIME', 'datetime', 's.v', '2018-08-15 12:00:00.789', /would change 2018-08-15 12:00:00\.789000 to/],
  ['v FLOAT', 'integer', 's.v', '16777217', /v float would change 16777217 to/],
  ['v FLOAT', 'decimal, precision: 10, scale: 2', 's.v', '0.1', '0.1'],
  ['v BINARY(16)', 'text', 's.v', 'aabb', /v: longtext does not go into binary\(16\); select the bytes/],
  ['v BINARY(2)', 'text', 'UNHEX(s.v)', 'aabb', 'AABB'],
  // With max_chars: of UNHEX of a LONGTEXT the server says binary(0), as of a column of NULL, and fills it up unseen.
  ['v BINARY(3)', 'text, max_chars: 10', 'UNHEX(s.v)', 'aabb', /v binary\(3\) would change/],
  ['v CHAR(5)', 'text', 's.v', '"a  "', /v char\(5\).* would change/],
  ["v ENUM('a','1')", 'text', 's.v', '2', /v enum.* would change 2 to 1/],
  ['v VARCHAR(3)', 'text', 's.v', '"abc  "', /v varchar\(3\).* would change/],
  ['v VARCHAR(10)', 'text, max_chars: 10', 's.v', '"abc  "', 'abc  '],
] as const;

describe('a step into a table', () => {
  it.each(STEPS)(
    '%s of %s keeps %s or says that it would change: %s',
    async (...[column, type, select, value, expected]) => {
      await prepare(column, [value]);
      await write('', type, `SELECT s.k, ${select} AS v FROM {{t}} AS s`);
      const { exitCode, error, stderr } = await ingest();
      if (typeof expected === 'string') {
        expect(exitCode, stderr).toBe(0);
        expect(
          await stored(column.includes('BIT') ? 'v + 0' : column.includes('BINARY') ? 'HEX(v)' : 'v'),
        ).toEqual([expected]);
      } else {
        expect(error).toMatchObject({
          code: 'STEP_FAILED',
          message: expect.stringMatching(expected) as string,
        });
        expect(await stored('k')).toEqual([]);
      }
    },
  );

  it('keeps the 0 of an AUTO_INCREMENT key', async () => {
    await shop.admin.query(
      `CREATE OR REPLACE TABLE ${DATABASE}.t (k INT NOT NULL AUTO_INCREMENT PRIMARY KEY, v INT)`,
    );
    await shop.write('t.csv', 'k,v\n7,1\n0,2\n');
    await write('', 'integer', 'SELECT s.k, s.v FROM {{t}} AS s');
    for (let run = 0; run < 2; run += 1) expect((await ingest()).exitCode).toBe(0);
    expect(await stored('CONCAT(k, "=", v)')).toEqual(['0=2', '7=1']);
  });
});
