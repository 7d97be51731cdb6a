import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PoolConnection } from 'mysql2/promise';
import { openAdmin } from '../support/admin.ts';
import { documentOf } from '../support/aether-cli.ts';
import { eventually } from '../support/eventually.ts';
import { sharedServer } from '../support/shared-server.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

const DATABASE = 'aethertest_partitions';
const SESSION = `INSERT INTO ${DATABASE}.web_session (started_at, session_no, channel_id) VALUES (?, ?, 1)`;

let shop: Workspace;

beforeAll(async () => {
  shop = await openWorkspace({ server: sharedServer(), database: DATABASE });
  await shop.applySchema();
});
afterAll(() => shop[Symbol.asyncDispose]());

async function policy(table: string, premakeMonths: number): Promise<void> {
  await shop.admin.query(
    `UPDATE ${DATABASE}_meta.partition_policy SET premake_months = ? WHERE table_name = ?`,
    [premakeMonths, table],
  );
}

async function partitionsOf(table: string): Promise<string[]> {
  const rows = await shop.rows(
    'SELECT partition_name AS name FROM information_schema.partitions WHERE table_schema = ? AND table_name = ? ORDER BY partition_ordinal_position',
    [DATABASE, table],
  );
  return rows.map((row) => String(row['name']));
}

async function partitionOf(sessionNo: string): Promise<string | undefined> {
  for (const name of (await partitionsOf('web_session')).toReversed()) {
    const [row] = await shop.rows(
      `SELECT COUNT(*) AS n FROM ${DATABASE}.web_session PARTITION (${name}) WHERE session_no = ?`,
      [sessionNo],
    );
    if (Number(row?.['n']) > 0) return name;
  }
  return undefined;
}

/** Month `YYYYMM` of the server, some months from now. */
async function month(offset: number): Promise<string> {
  const [row] = await shop.rows("SELECT DATE_FORMAT(UTC_DATE() + INTERVAL ? MONTH, '%Y%m') AS month", [
    offset,
  ]);
  return String(row?.['month']);
}

const apply = (...args: string[]) => shop.run(['partitions', 'apply', '--yes', ...args]);

describe('partitions apply', () => {
  it('changes nothing while every table has its months ahead', async () => {
    const before = await partitionsOf('orders');
    const { exitCode, stdout } = await apply();
    expect({ exitCode, stdout: stdout.trim() }).toEqual({
      exitCode: 0,
      stdout: 'Every table has its months ahead.',
    });
    expect(await partitionsOf('orders')).toEqual(before);
  });

  it('makes the months that the policy wants, once, and notes it', async () => {
    await policy('orders', 30);
    const planned = await shop.run(['partitions', 'plan']);
    expect(planned.stdout).toMatch(/orders .*make p\d{6} to p\d{6} \(\d+ months\)/);
    expect((await apply()).exitCode).toBe(0);
    expect((await partitionsOf('orders')).slice(-2)).toEqual([`p${await month(30)}`, 'pmax']);
    const again = documentOf<{ tables: { action: string }[] }>(await apply('--json'));
    expect(again.data?.tables.every(({ action }) => action === 'keep')).toBe(true);
    const events = await shop.rows(
      `SELECT action, state FROM ${DATABASE}_meta.partition_event WHERE table_name = 'orders'`,
    );
    expect(events).toEqual([{ action: 'premake', state: 'done' }]);
  });

  it('says only what it would do with --dry-run', async () => {
    await policy('orders', 31);
    const before = await partitionsOf('orders');
    const { data } = documentOf<{ dry_run: boolean; plan: { changes: number } }>(
      await shop.run(['partitions', 'apply', '--dry-run', '--json']),
    );
    expect({ dryRun: data?.dry_run, changes: data?.plan.changes }).toEqual({ dryRun: true, changes: 1 });
    expect(await partitionsOf('orders')).toEqual(before);
    await policy('orders', 30);
  });

  it('gives late rows their own months, loses none, and leaves a wrong date in pmax with exit code 1', async () => {
    const far = await month(34);
    await shop.admin.query(SESSION, [`${far.slice(0, 4)}-${far.slice(4)}-28`, 'late']);
    expect(await partitionOf('late')).toBe('pmax');
    const { exitCode, stderr } = await apply();
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    expect(await partitionOf('late')).toBe(`p${far}`);
    await shop.admin.query(SESSION, ['9998-01-01', 'stray']);
    const after = await apply();
    expect(after.exitCode).toBe(1);
    expect(after.stdout).toContain('web_session: made until the end of');
    expect(after.stdout).toContain('rows dated up to 9998-01 stay in pmax: correct their dates');
    expect(await partitionOf('stray')).toBe('pmax');
    await shop.admin.query(`DELETE FROM ${DATABASE}.web_session`);
  });

  it('asks before many rows are copied while writers wait', async () => {
    const at = await month(35);
    await shop.admin.query(
      `INSERT INTO ${DATABASE}.web_session (started_at, session_no, channel_id) SELECT ?, seq, 1 FROM ${DATABASE}.seq_1_to_100001`,
      [`${at.slice(0, 4)}-${at.slice(4)}-01`],
    );
    const refused = await apply();
    expect(refused.exitCode).not.toBe(0);
    expect(refused.stderr).toContain('stops all writes to web_session');
    expect(refused.stderr).toContain('--confirm test');
    expect((await apply('--confirm', 'test')).exitCode).toBe(0);
    const [row] = await shop.rows(`SELECT COUNT(*) AS n FROM ${DATABASE}.web_session PARTITION (p${at})`);
    expect(Number(row?.['n'])).toBe(100_001);
    await shop.admin.query(`TRUNCATE TABLE ${DATABASE}.web_session`);
  });

  it('names a table that it cannot look after, and does the others', async () => {
    const policies = `${DATABASE}_meta.partition_policy`;
    await shop.admin.query(
      `INSERT INTO ${policies} VALUES ('customer', 'x', 'created_at', 3, NULL), ('nowhere', 'x', 'a', 3, NULL)`,
    );
    await policy('orders', 33);
    const { exitCode, stdout } = await apply();
    expect(exitCode).toBe(1);
    expect(stdout).toContain('customer: not looked after: the table has no partitions');
    expect(stdout).toContain('nowhere: not looked after: the table is missing');
    expect((await partitionsOf('orders')).at(-2)).toBe(`p${await month(33)}`);
    await shop.admin.query(`DELETE FROM ${policies} WHERE policy_group = 'x'`);
  });

  it('makes a pmax that somebody has dropped', async () => {
    await shop.admin.query(`ALTER TABLE ${DATABASE}.stock_movement DROP PARTITION pmax`);
    expect((await apply()).exitCode).toBe(0);
    expect((await partitionsOf('stock_movement')).at(-1)).toBe('pmax');
  });
});

describe('a table in use', () => {
  it('is left to its readers after two seconds, and changed when its transaction ends', async () => {
    await policy('web_session', 40);
    await using holder = await holding(`SELECT COUNT(*) FROM ${DATABASE}.web_session`);
    const run = shop.start(['partitions', 'apply']);
    await eventually(
      'it says that the table is in use',
      async () =>
        run.written().stderr.includes('web_session is in use, trying again: 1 open transactions') ||
        undefined,
    );
    expect(run.written().stderr).toContain(`the oldest is of session ${holder.id}`);
    await holder.end();
    expect((await run.ended).exitCode).toBe(0);
    expect((await partitionsOf('web_session')).at(-2)).toBe(`p${await month(40)}`);
  });

  it('is finished by the next run after kill -9, with nothing in the way', async () => {
    await policy('web_session', 42);
    await using holder = await holding(`SELECT COUNT(*) FROM ${DATABASE}.web_session`);
    const run = shop.start(['partitions', 'apply']);
    await eventually(
      'it says that the table is in use',
      async () => run.written().stderr.includes('web_session is in use') || undefined,
    );
    run.kill('SIGKILL');
    await run.ended;
    await holder.end();
    expect((await apply()).exitCode).toBe(0);
    expect((await partitionsOf('web_session')).at(-2)).toBe(`p${await month(42)}`);
  });
});

/** A session with a transaction that has done this. */
async function holding(statement: string): Promise<{ id: number; end(): Promise<void> } & AsyncDisposable> {
  const pool = openAdmin(sharedServer());
  const session: PoolConnection = await pool.getConnection();
  await session.query('START TRANSACTION');
  await session.query(statement);
  const end = async () => {
    await session.query('ROLLBACK');
  };
  return {
    id: session.threadId,
    end,
    async [Symbol.asyncDispose]() {
      session.destroy();
      await pool.end();
    },
  };
}
