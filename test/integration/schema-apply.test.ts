// @module-tag tried-once
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { PlanDocument } from '../../src/lib/core/plan-schema.ts';
import { documentOf } from '../support/aether-cli.ts';
import { crashAndRepeat } from '../support/crash-runs.ts';
import { eventually } from '../support/eventually.ts';
import { copyPackage, type PackageCopy } from '../support/package-copy.ts';
import { describeSchema, readSchemaLedger } from '../support/schema-state.ts';
import { shortOrFull } from '../support/soak.ts';
import { openAdmin, openWorkspace, type Workspace } from '../support/workspace.ts';

const server = () => ({ port: inject('server').port, stateDir: inject('sandboxStateDir') });

interface Applied {
  readonly dry_run: boolean;
  readonly statements_run: number;
  readonly migrations: readonly {
    readonly version: string;
    readonly file: string;
    readonly state: string;
    readonly pending_statements: number;
  }[];
}

const stateOf = async ({ admin, database }: Workspace) => ({
  schema: await describeSchema(admin, database),
  ledger: await readSchemaLedger(admin, database),
});

async function dropAll({ admin, database }: Workspace): Promise<void> {
  for (const suffix of ['', '_meta', '_stage', '_archive'])
    await admin.query(`DROP DATABASE IF EXISTS ${database}${suffix}`);
}

describe('schema apply', () => {
  const RUNS = shortOrFull(3, 50);

  it(
    `ends in one schema, however often it is killed (${RUNS} times here)`,
    { timeout: (2 + RUNS) * 60_000 },
    async () => {
      await using shop = await openWorkspace({ server: server(), database: 'aethertest_apply_crash' });
      const strikes = await crashAndRepeat(
        {
          workspace: shop,
          args: ['schema', 'apply'],
          reset: () => dropAll(shop),
          state: () => stateOf(shop),
          strike: async (running) => running.kill('SIGKILL'),
        },
        RUNS,
      );
      console.info('kill -9 of schema apply:', strikes);
    },
  );

  it('of two at once lets one wait, and that one finds nothing left to do', async () => {
    await using shop = await openWorkspace({ server: server(), database: 'aethertest_apply_two' });
    const both = await Promise.all([1, 2].map(() => shop.aether(['schema', 'apply', '--json'])));
    for (const ended of both) expect(ended.exitCode, ended.stdout + ended.stderr).toBe(0);
    const run = both.map((ended) => documentOf<Applied>(ended).data.statements_run);
    expect(Math.min(...run)).toBe(0);
    expect(Math.max(...run)).toBeGreaterThan(100);
    expect(both.map(({ stderr }) => stderr).join('')).toMatch(/waiting: the lease "schema" is held by/);
  });

  it('changes nothing in a dry run, and says the same as "schema plan" and "schema status"', async () => {
    await using shop = await openWorkspace({ server: server(), database: 'aethertest_apply_dry' });
    const dry = await shop.aether(['schema', 'apply', '--dry-run', '--json']);
    expect(dry.exitCode, dry.stdout).toBe(0);
    const { plan } = documentOf<PlanDocument>(dry).data;
    expect(plan.steps.length).toBeGreaterThan(0);
    expect(plan.steps.every(({ action }) => action === 'run')).toBe(true);
    expect(await describeSchema(shop.admin, shop.database)).toEqual({});
    const planned = await shop.aether(['schema', 'plan', '--json']);
    expect(documentOf<PlanDocument>(planned).data.plan).toEqual(plan);
    const status = await shop.aether(['schema', 'status', '--json']);
    expect(status.exitCode).toBe(1);
    const states = documentOf<Applied>(status).data.migrations;
    expect(states.every(({ state }) => state === 'pending')).toBe(true);
    expect(states.map(({ file }) => file)).toEqual(plan.steps.map(({ subject }) => subject));
  });
});

/** A small schema of its own, so that its files may be changed. */
describe('schema apply, with files that somebody changes', () => {
  let copy: PackageCopy;
  let shop: Workspace;
  let number = 0;

  beforeAll(async () => {
    copy = await copyPackage();
    shop = await openWorkspace({
      server: server(),
      database: 'aethertest_apply_files',
      limits: { lock_wait_timeout: '60s' },
    });
  });

  beforeEach(async () => {
    await dropAll(shop);
    await copy.clearMigrations();
  });

  afterAll(async () => {
    await shop[Symbol.asyncDispose]();
    await copy[Symbol.asyncDispose]();
  });

  const run = (...args: string[]) => shop.aether(['schema', ...args, '--json'], { packageRoot: copy.root });

  async function apply(...more: string[]): Promise<Applied> {
    const ended = await run('apply', ...more);
    expect(ended.exitCode, ended.stdout + ended.stderr).toBe(0);
    return documentOf<Applied>(ended).data;
  }

  /** The error of a run that must fail. */
  async function failure(...more: string[]) {
    const ended = await run('apply', ...more);
    expect(ended.exitCode, ended.stdout).toBe(2);
    return documentOf(ended).error!;
  }

  /** Writes a new migration behind the others; returns its name and version. */
  async function migration(...statements: string[]) {
    number += 1;
    const version = String(number).padStart(4, '0');
    const name = `${version}_of_a_test.sql`;
    await copy.writeMigration(name, ['-- aether: database=data', '', ...statements].join('\n'));
    return { version, name };
  }

  const steps = async (version: string) =>
    shop.rows(
      `SELECT CAST(step_no AS DOUBLE) AS step, state FROM ${shop.database}_meta.migration_step WHERE version = ? ORDER BY step_no`,
      [version],
    );

  /** As a run leaves it that died inside the statement. */
  const interrupt = async (version: string, step: number, beforeFingerprint: string | null) => {
    const meta = `${shop.database}_meta`;
    await shop.admin.query(`UPDATE ${meta}.migration SET state = 'started' WHERE version = ?`, [version]);
    await shop.admin.query(`DELETE FROM ${meta}.migration_step WHERE version = ? AND step_no > ?`, [
      version,
      step,
    ]);
    await shop.admin.query(
      `UPDATE ${meta}.migration_step SET state = 'started', finished_at = NULL, before_fingerprint = ? WHERE version = ? AND step_no = ?`,
      [beforeFingerprint, version, step],
    );
  };

  const migratorRuns = (text: string) =>
    eventually(`the server runs ${text}`, async () => {
      const sessions = await shop.rows(
        "SELECT id FROM information_schema.processlist WHERE user = 'aether_migrator' AND info LIKE ?",
        [`%${text}%`],
      );
      return sessions[0];
    });

  const fingerprintOf = async (version: string, step: number) =>
    (
      await shop.rows(
        `SELECT before_fingerprint AS fingerprint FROM ${shop.database}_meta.migration_step WHERE version = ? AND step_no = ?`,
        [version, step],
      )
    )[0]!['fingerprint'] as string;

  it('names file, line and column of a statement that the server refuses, and goes on there', async () => {
    const { version, name } = await migration(
      'CREATE TABLE one_a (id INT PRIMARY KEY);',
      '',
      '  CREATE TABLE one_b (id INT PRIMARY KEY, other VARCAR(5));',
      'CREATE TABLE one_c (id INT PRIMARY KEY);',
    );
    const error = await failure();
    expect(error).toMatchObject({
      code: 'MIGRATION_FAILED',
      location: { file: `sql/migrations/${name}`, line: 5, column: 3 },
      details: { version, step: 2, errno: 4161 },
    });
    expect(error.message).toContain(`sql/migrations/${name}:5:3`);
    expect(await steps(version)).toEqual([
      { step: 1, state: 'done' },
      { step: 2, state: 'failed' },
    ]);
    await copy.changeMigration(name, (text) => text.replace('VARCAR', 'VARCHAR'));
    expect((await apply()).statements_run).toBe(2);
    expect((await apply()).statements_run).toBe(0);
    expect(await shop.rows(`SHOW TABLES FROM ${shop.database} LIKE 'one\\_%'`)).toHaveLength(3);
  });

  it('refuses a file that was changed, removed, or came too late', async () => {
    const { name } = await migration('CREATE TABLE two (id INT PRIMARY KEY);');
    await apply();
    await copy.changeMigration(name, (text) => text.replace('INT', 'BIGINT'));
    expect(await failure()).toMatchObject({
      code: 'MIGRATION_CHANGED',
      message: `${name} was changed after it had been applied`,
    });
    await copy.removeMigration(name);
    expect(await failure()).toMatchObject({
      code: 'MIGRATION_CHANGED',
      message: expect.stringContaining('its file is gone') as string,
    });
    await copy.writeMigration(name, '-- aether: database=data\n\nCREATE TABLE two (id INT PRIMARY KEY);');
    await copy.writeMigration(
      '0000_late.sql',
      '-- aether: database=data\n\nCREATE TABLE late (id INT PRIMARY KEY);',
    );
    expect(await failure()).toMatchObject({
      code: 'MIGRATION_CHANGED',
      message: expect.stringContaining('0000_late.sql is new') as string,
    });
    await copy.removeMigration('0000_late.sql');
    expect((await apply()).statements_run).toBe(0);
  });

  it('refuses a statement that was changed after it ran, in a file that is not complete', async () => {
    const { name } = await migration(
      'CREATE TABLE three_a (id INT PRIMARY KEY);',
      'CREATE TABLE three_b (id NOTHING);',
    );
    expect((await failure()).code).toBe('MIGRATION_FAILED');
    await copy.changeMigration(name, (text) =>
      text.replace('(id INT', '(id BIGINT').replace('NOTHING', 'INT'),
    );
    expect(await failure()).toMatchObject({
      code: 'MIGRATION_CHANGED',
      message: `${name}: statement 1 was changed after it had been applied`,
      location: { line: 3, column: 1 },
    });
    await copy.changeMigration(name, (text) => text.replace('(id BIGINT', '(id INT'));
    expect((await apply()).statements_run).toBe(1);
  });

  it('settles a statement by what it did, where the run died before it could write that down', async () => {
    const { version } = await migration(
      'CREATE TABLE four (id INT PRIMARY KEY);',
      'ALTER TABLE four ADD COLUMN added INT;',
      'CREATE INDEX ix_added ON four (added);',
      'INSERT INTO four VALUES (1, 1);',
    );
    await apply();
    const clean = await stateOf(shop);
    const before = {
      1: await fingerprintOf(version, 1),
      2: await fingerprintOf(version, 2),
      3: await fingerprintOf(version, 3),
    };
    const data = async () => shop.rows(`SELECT * FROM ${shop.database}.four`);
    // The index was made, and its end was not recorded; then the same of the column and of the table.
    for (const step of [3, 2, 1] as const) {
      await shop.admin.query(`DELETE FROM ${shop.database}.four`);
      if (step < 3) await shop.admin.query(`DROP INDEX ix_added ON ${shop.database}.four`);
      if (step < 2) await shop.admin.query(`ALTER TABLE ${shop.database}.four DROP COLUMN added`);
      await interrupt(version, step, before[step]);
      await apply();
      expect(await stateOf(shop), `died behind statement ${step}`).toEqual(clean);
      expect(await data()).toHaveLength(1);
    }
    // It died before the statement was sent: the fingerprint of now is the one from before.
    await shop.admin.query(`DROP TABLE ${shop.database}.four`);
    await interrupt(version, 1, before[1]);
    await apply();
    expect(await stateOf(shop)).toEqual(clean);
    expect(await data()).toHaveLength(1);
  });

  it('asks a person where it cannot tell, and does what that person says', async () => {
    const { version } = await migration(
      'DROP TABLE IF EXISTS five_x;',
      'CREATE TABLE five (id INT PRIMARY KEY);',
      'DO 5;',
    );
    await apply();
    await interrupt(version, 3, null);
    const error = await failure();
    expect(error).toMatchObject({ code: 'MIGRATION_UNCERTAIN' });
    expect(error.hint).toContain(`--resolve`);
    await apply('--resolve', `${version}:3=done`);
    expect(await steps(version)).toMatchObject([{ state: 'done' }, { state: 'done' }, { state: 'done' }]);
  });

  /** A reader in an open transaction, for which every change of the table waits. */
  async function readTable(table: string) {
    const reader = openAdmin(server());
    await reader.query('START TRANSACTION');
    await reader.query(`SELECT * FROM ${shop.database}.${table}`);
    return { [Symbol.asyncDispose]: () => reader.end() };
  }

  it('waits for a statement that the server still runs for a run that died', async () => {
    await migration('CREATE TABLE six (id INT PRIMARY KEY);');
    await apply();
    // Enough to copy that the next run comes while the server is at it.
    await shop.admin.query(
      `INSERT INTO ${shop.database}.six SELECT seq FROM ${shop.database}.seq_1_to_1000000`,
    );
    const { version } = await migration(
      'ALTER TABLE six ADD COLUMN added CHAR(99) DEFAULT "x", ALGORITHM=COPY;',
    );
    const dead = shop.start(['schema', 'apply'], { packageRoot: copy.root });
    await migratorRuns('ALTER TABLE six');
    dead.kill('SIGKILL');
    await dead.ended;
    await shop.admin.query(`DELETE FROM ${shop.database}_meta.lease`);
    const running = run('apply');
    await migratorRuns('DO SLEEP');
    await migratorRuns('ALTER TABLE six');
    expect(await steps(version)).toEqual([{ step: 1, state: 'started' }]);
    const ended = await running;
    expect(ended.exitCode, ended.stdout).toBe(0);
    expect(await steps(version)).toEqual([{ step: 1, state: 'done' }]);
    expect(await shop.rows(`SHOW COLUMNS FROM ${shop.database}.six`)).toHaveLength(2);
  });

  it('ends an ALTER that waits for a table in use at Ctrl-C, and the next run goes on', async () => {
    await migration('CREATE TABLE seven (id INT PRIMARY KEY);');
    await apply();
    const { version } = await migration('ALTER TABLE seven ADD COLUMN added INT;');
    {
      await using _reader = await readTable('seven');
      const running = shop.start(['schema', 'apply', '--json'], { packageRoot: copy.root });
      await migratorRuns('ALTER TABLE seven');
      const startedAt = performance.now();
      running.kill('SIGINT');
      const ended = await running.ended;
      expect(ended.exitCode, ended.stdout).toBe(130);
      expect(documentOf(ended).error?.code).toBe('INTERRUPTED');
      expect(performance.now() - startedAt).toBeLessThan(5000);
      await eventually('no session is left', async () => {
        const sessions = await shop.rows(
          "SELECT id FROM information_schema.processlist WHERE user = 'aether_migrator'",
        );
        return sessions.length === 0 ? true : undefined;
      });
    }
    expect(await steps(version)).toEqual([{ step: 1, state: 'started' }]);
    await apply();
    expect(await steps(version)).toEqual([{ step: 1, state: 'done' }]);
  });

  it('gives up on a table in use after the time that the environment allows, and says so', async () => {
    await shop.write('aether.impatient.yaml', JSON.stringify({ limits: { lock_wait_timeout: '1s' } }));
    await migration('CREATE TABLE eight (id INT PRIMARY KEY);');
    await apply();
    const { name } = await migration('ALTER TABLE eight ADD COLUMN added INT;');
    {
      await using _reader = await readTable('eight');
      const error = await failure('--env', 'impatient');
      expect(error).toMatchObject({ code: 'MIGRATION_FAILED', details: { errno: 1205 } });
      expect(error.message).toContain(name);
    }
    expect((await apply()).statements_run).toBe(1);
  });

  it('does not carry what a file sets for its session into the next file', async () => {
    await migration("SET SESSION sql_mode = '';", 'CREATE TABLE nine_a (id INT PRIMARY KEY);');
    await migration('CREATE TABLE nine_b (day DATE);', "INSERT INTO nine_b VALUES ('2024-02-31');");
    const error = await failure();
    expect(error).toMatchObject({ code: 'MIGRATION_FAILED', details: { errno: 1292 } });
  });
});
