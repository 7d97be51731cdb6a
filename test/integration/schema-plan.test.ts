// @module-tag tried-once
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PlanDocument } from '../../src/lib/core/plan-schema.ts';
import { connectAdmin } from '../support/admin.ts';
import { documentOf } from '../support/aether-cli.ts';
import { sharedServer } from '../support/shared-server.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

// What `schema plan` says of a pending change of a table: it looks, and changes nothing.

const DATABASE = 'aethertest_plan';
const PENDING = `-- aether: database=data
ALTER TABLE piece ADD COLUMN weight INT, ALGORITHM=INSTANT, LOCK=NONE;
CREATE INDEX ix_price ON piece (price);
ALTER TABLE piece MODIFY price BIGINT, ALGORITHM=COPY, LOCK=SHARED;
CREATE TABLE fresh (id INT NOT NULL PRIMARY KEY);
ALTER TABLE fresh ADD COLUMN weight INT;
ALTER TABLE other ADD COLUMN weight INT;
`;

interface Facts {
  readonly table_changes: readonly { readonly table: string; readonly holders: readonly object[] }[];
  readonly holders_known: string;
}

let shop: Workspace;
let somebody: Connection;

const schema = (...args: string[]) => shop.run(['schema', ...args, '--from', 'sql/migrations']);

async function factsOf(...args: string[]): Promise<Facts> {
  const ended = await schema(...args, '--json');
  expect(ended.exitCode, ended.stdout + ended.stderr).toBe(0);
  const { steps } = documentOf<PlanDocument>(ended).data.plan;
  return steps.find(({ id }) => id === '0002')!.facts as unknown as Facts;
}

beforeAll(async () => {
  shop = await openWorkspace({ server: sharedServer(), database: DATABASE });
  await mkdir(join(shop.directory, 'sql/migrations'), { recursive: true });
  await shop.write(
    'sql/migrations/0001_tables.sql',
    `-- aether: database=data
CREATE TABLE piece (id INT NOT NULL PRIMARY KEY, price INT NOT NULL);
CREATE TABLE other (id INT NOT NULL PRIMARY KEY);
INSERT INTO piece SELECT seq, seq FROM seq_1_to_1000;
`,
  );
  const applied = await schema('apply', '--yes');
  expect(applied.exitCode, applied.stdout + applied.stderr).toBe(0);
  await shop.admin.query(`ANALYZE TABLE ${DATABASE}.piece`);
  await shop.write('sql/migrations/0002_change.sql', PENDING);
  somebody = await connectAdmin(sharedServer(), DATABASE);
  await somebody.query('BEGIN');
  await somebody.query('SELECT COUNT(*) FROM piece');
});

afterAll(async () => {
  await somebody?.end();
  await shop?.[Symbol.asyncDispose]();
});

describe('schema plan', () => {
  it('names ALGORITHM, LOCK and rows of every change of a table that exists', async () => {
    const before = await shop.rows(`SHOW CREATE TABLE ${DATABASE}.piece`);
    const { table_changes: changes } = await factsOf('plan');
    const shared = { table: `${DATABASE}.piece`, about_rows: 1000 };
    expect(changes).toMatchObject([
      { ...shared, algorithm: 'INSTANT', lock: 'NONE', copies_at_most: 0 },
      { ...shared, algorithm: 'DEFAULT', lock: 'DEFAULT', copies_at_most: 0 },
      { ...shared, algorithm: 'COPY', lock: 'SHARED', copies_at_most: 1000 },
      { table: `${DATABASE}.other`, about_rows: 0, algorithm: 'DEFAULT' },
    ]);
    const dry = (await factsOf('apply', '--dry-run')).table_changes;
    expect(dry.map(({ holders: _holders, ...change }) => change)).toEqual(
      changes.map(({ holders: _holders, ...change }) => change),
    );
    expect(await shop.rows(`SHOW CREATE TABLE ${DATABASE}.piece`)).toEqual(before);
  });

  it('names who has a transaction open, as long as the server does not say on which tables', async () => {
    const { table_changes: changes, holders_known: known } = await factsOf('plan');
    expect(known).toBe('transactions');
    const mine = expect.objectContaining({
      session: String(somebody.threadId),
      account: expect.stringMatching(/^aether_admin@/),
    });
    expect(changes[0]!.holders).toContainEqual(mine);
    const { stdout } = await schema('plan');
    expect(stdout).toContain(
      `sql/migrations/0002_change.sql:2  ${DATABASE}.piece: ALGORITHM=INSTANT LOCK=NONE, copies no rows\n`,
    );
    expect(stdout).toContain(
      `:3  ${DATABASE}.piece: ALGORITHM=DEFAULT LOCK=DEFAULT, reads at most about 1,000 rows (`,
    );
    expect(stdout).toContain(`:4  ${DATABASE}.piece: ALGORITHM=COPY LOCK=SHARED, copies about 1,000 rows (`);
    expect(stdout).toMatch(
      /open transactions, tables not known: if it uses one of these tables, it waits for .*session \d+ of aether_admin@/,
    );
    expect(stdout).toContain(
      'ALGORITHM=DEFAULT: the server takes the first that can do it of INSTANT, NOCOPY, INPLACE and COPY',
    );
    expect(stdout).not.toContain('fresh: ALGORITHM');
  });

  it('names who uses which table if the server has METADATA_LOCK_INFO', async () => {
    await shop.admin.query("INSTALL SONAME 'metadata_lock_info'");
    try {
      const { table_changes: changes, holders_known: known } = await factsOf('plan');
      expect(known).toBe('tables');
      expect(changes[0]!.holders).toMatchObject([{ session: String(somebody.threadId) }]);
      expect(changes[3]!.holders).toEqual([]);
      expect((await schema('plan')).stdout).toMatch(
        new RegExp(`waits for session ${somebody.threadId} of aether_admin@`),
      );
      await somebody.query('COMMIT');
      expect((await factsOf('plan')).table_changes[0]!.holders).toEqual([]);
    } finally {
      await shop.admin.query("UNINSTALL SONAME 'metadata_lock_info'");
    }
  });

  it('says what ALGORITHM=DEFAULT is on a server that has another one for all', async () => {
    const [was] = await shop.rows("SHOW GLOBAL VARIABLES LIKE 'alter_algorithm'");
    await shop.admin.query("SET GLOBAL alter_algorithm = 'COPY'");
    try {
      const [set] = await shop.rows("SHOW GLOBAL VARIABLES LIKE 'alter_algorithm'");
      // From 11.5 on the server takes no notice of it.
      const isHeeded = set!['Value'] === 'COPY';
      expect((await schema('plan')).stdout).toContain(
        isHeeded
          ? 'ALGORITHM=DEFAULT: COPY, by the variable alter_algorithm'
          : 'ALGORITHM=DEFAULT: the server takes the first that can do it of INSTANT, NOCOPY, INPLACE and COPY',
      );
    } finally {
      await shop.admin.query('SET GLOBAL alter_algorithm = ?', [was!['Value']]);
    }
  });
});
