// @module-tag tried-once
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/lib/core/clock.ts';
import type { PlanDocument } from '../../src/lib/core/plan-schema.ts';
import { documentOf, type Ended, type RunningAether } from '../support/aether-cli.ts';
import { crashAndRepeat } from '../support/crash-runs.ts';
import { eventually } from '../support/eventually.ts';
import { openConnection } from '../../src/lib/infra/mariadb/connection.ts';
import { awaitStatement } from '../../src/lib/schema/await-statement.ts';
import { currentLayout } from '../../src/lib/sandbox/prepare-sandbox.ts';
import { nodeLayout } from '../../src/lib/sandbox/layout.ts';
import { describeSchema, readSchemaLedger } from '../support/schema-state.ts';
import { shortOrFull } from '../support/soak.ts';
import { adminEndpoint, openAdmin } from '../support/admin.ts';
import { sharedServer } from '../support/shared-server.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

interface Applied {
  readonly dry_run: boolean;
  readonly statements_run: number;
  readonly migrations: readonly {
    readonly version: string;
    readonly file: string;
    readonly state: string;
    readonly pending_statements: number;
  }[];
  readonly objects: readonly { readonly file: string | null; readonly state: string }[];
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
  const RUNS = shortOrFull(1, 50);

  it(
    `ends in one schema, however often it is killed (${RUNS} times here)`,
    { timeout: (2 + RUNS) * 60_000 },
    async () => {
      await using shop = await openWorkspace({ server: sharedServer(), database: 'aethertest_apply_crash' });
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
    await using shop = await openWorkspace({ server: sharedServer(), database: 'aethertest_apply_two' });
    const both = await Promise.all([1, 2].map(() => shop.aether(['schema', 'apply', '--json'])));
    for (const ended of both) expect(ended.exitCode, ended.stdout + ended.stderr).toBe(0);
    const run = both.map((ended) => documentOf<Applied>(ended).data.statements_run);
    expect(Math.min(...run)).toBe(0);
    expect(Math.max(...run)).toBeGreaterThan(100);
    expect(both.map(({ stderr }) => stderr).join('')).toMatch(/waiting: the lease "schema" is held by/);
  });

  it('changes nothing in a dry run, and says the same as "schema plan" and "schema status"', async () => {
    await using shop = await openWorkspace({ server: sharedServer(), database: 'aethertest_apply_dry' });
    const dry = await shop.run(['schema', 'apply', '--dry-run', '--json']);
    expect(dry.exitCode, dry.stdout).toBe(0);
    const { plan } = documentOf<PlanDocument>(dry).data;
    expect(plan.steps.length).toBeGreaterThan(0);
    expect(plan.steps.every(({ action }) => action === 'run' || action === 'create')).toBe(true);
    expect(await describeSchema(shop.admin, shop.database)).toEqual({});
    const planned = await shop.run(['schema', 'plan', '--json']);
    expect(documentOf<PlanDocument>(planned).data.plan).toEqual(plan);
    const status = await shop.run(['schema', 'status', '--json']);
    expect(status.exitCode).toBe(1);
    const { migrations, objects } = documentOf<Applied>(status).data;
    const states = [...migrations, ...objects];
    expect(states.every(({ state }) => state === 'pending')).toBe(true);
    expect(states.map(({ file }) => file)).toEqual(plan.steps.map(({ subject }) => subject));
  });
});

/** A directory of the workspace: a small schema of its own, so that its files may be changed. */
const FILES = 'own/migrations';

describe('schema apply, with files that somebody changes', () => {
  let shop: Workspace;
  let number = 0;

  beforeAll(async () => {
    shop = await openWorkspace({
      server: sharedServer(),
      database: 'aethertest_apply_files',
      limits: { lock_wait_timeout: '60s' },
    });
  });

  beforeEach(async () => {
    await dropAll(shop);
    await rm(join(shop.directory, FILES), { recursive: true, force: true });
    await mkdir(join(shop.directory, FILES), { recursive: true });
  });

  afterAll(async () => {
    await shop[Symbol.asyncDispose]();
  });

  const path = (name: string) => join(shop.directory, FILES, name);
  const change = async (name: string, changed: (text: string) => string) =>
    writeFile(path(name), changed(await readFile(path(name), 'utf8')));

  const APPLY = ['schema', 'apply', '--from', FILES, '--json'];
  const run = (...args: string[]) =>
    shop.run(['schema', args[0]!, '--from', FILES, ...args.slice(1), '--json']);

  /** Also what destroys data is confirmed. */
  const applying = (...more: string[]) => run('apply', '--confirm', 'test', ...more);

  async function apply(...more: string[]): Promise<Applied> {
    const ended = await applying(...more);
    expect(ended.exitCode, ended.stdout + ended.stderr).toBe(0);
    return documentOf<Applied>(ended).data;
  }

  /** The error of a run that must fail. */
  async function failure(...more: string[]) {
    const ended = await applying(...more);
    expect(ended.exitCode, ended.stdout).toBe(2);
    return documentOf(ended).error!;
  }

  /** Writes a new migration behind the others; returns its name and version. */
  async function migration(...statements: string[]) {
    number += 1;
    const version = String(number).padStart(4, '0');
    const name = `${version}_of_a_test.sql`;
    await writeFile(path(name), ['-- aether: database=data', '', ...statements].join('\n'));
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
      location: { file: `${FILES}/${name}`, line: 5, column: 3 },
      details: { version, step: 2, errno: 4161 },
    });
    expect(error.message).toContain(`${FILES}/${name}:5:3`);
    expect(await steps(version)).toEqual([
      { step: 1, state: 'done' },
      { step: 2, state: 'failed' },
    ]);
    await change(name, (text) => text.replace('VARCAR', 'VARCHAR'));
    expect((await apply()).statements_run).toBe(2);
    expect((await apply()).statements_run).toBe(0);
    expect(await shop.rows(`SHOW TABLES FROM ${shop.database} LIKE 'one\\_%'`)).toHaveLength(3);
  });

  it('refuses a file that was changed, removed, or came too late', async () => {
    const { name } = await migration('CREATE TABLE two (id INT PRIMARY KEY);');
    await apply();
    await change(name, (text) => text.replace('INT', 'BIGINT'));
    expect(await failure()).toMatchObject({
      code: 'MIGRATION_CHANGED',
      message: `${name} was changed after it had been applied`,
    });
    await rm(path(name));
    expect(await failure()).toMatchObject({
      code: 'MIGRATION_CHANGED',
      message: expect.stringContaining('its file is gone') as string,
    });
    await writeFile(path(name), '-- aether: database=data\n\nCREATE TABLE two (id INT PRIMARY KEY);');
    await writeFile(
      path('0000_late.sql'),
      '-- aether: database=data\n\nCREATE TABLE late (id INT PRIMARY KEY);',
    );
    expect(await failure()).toMatchObject({
      code: 'MIGRATION_CHANGED',
      message: expect.stringContaining('0000_late.sql is new') as string,
    });
    await rm(path('0000_late.sql'));
    expect((await apply()).statements_run).toBe(0);
  });

  it('refuses a statement that was changed after it ran, in a file that is not complete', async () => {
    const { name } = await migration(
      'CREATE TABLE three_a (id INT PRIMARY KEY);',
      'CREATE TABLE three_b (id NOTHING);',
    );
    expect((await failure()).code).toBe('MIGRATION_FAILED');
    await change(name, (text) => text.replace('(id INT', '(id BIGINT').replace('NOTHING', 'INT'));
    expect(await failure()).toMatchObject({
      code: 'MIGRATION_CHANGED',
      message: `${name}: statement 1 was changed after it had been applied`,
      location: { line: 3, column: 1 },
    });
    await change(name, (text) => text.replace('(id BIGINT', '(id INT'));
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
    const reader = openAdmin(sharedServer());
    await reader.query('START TRANSACTION');
    await reader.query(`SELECT * FROM ${shop.database}.${table}`);
    return { [Symbol.asyncDispose]: () => reader.end() };
  }

  it('waits for a statement that the server still runs for a run that died, and says so', async () => {
    await migration('CREATE TABLE six (id INT PRIMARY KEY);');
    await apply();
    const { version } = await migration('ALTER TABLE six ADD COLUMN added INT;');
    let again: RunningAether | undefined;
    let dead: RunningAether | undefined;
    {
      // The ALTER waits for it in the server. Its client is stopped, not killed: a server that waits for a lock of a
      // table looks every second whether the client is still there.
      await using _reader = await readTable('six');
      dead = shop.start(APPLY);
      const running = await migratorRuns('ALTER TABLE six');
      dead.kill('SIGSTOP');
      await shop.admin.query(`DELETE FROM ${shop.database}_meta.lease`);
      again = shop.start(APPLY);
      await eventually('the next run says what it waits for', async () =>
        again?.written().stderr.includes(`in session ${String(running['id'])}`) ? true : undefined,
      );
      const { signal } = new AbortController();
      await using session = await openConnection(adminEndpoint(sharedServer()), { signal, runId: 'test' });
      const location = { file: 'sql/migrations/six.sql', line: 3, column: 1 };
      const statement = { id: String(running['id']), location, seconds: 0.5 };
      await expect(
        awaitStatement({ clock: systemClock, emit: () => undefined, signal }, session, statement),
      ).rejects.toMatchObject({ code: 'MIGRATION_RUNNING' });
      expect(await steps(version)).toEqual([{ step: 1, state: 'started' }]);
    }
    const ended = await again.ended;
    dead.kill('SIGKILL');
    await dead.ended;
    expect(ended.exitCode, ended.stderr).toBe(0);
    expect(await steps(version)).toEqual([{ step: 1, state: 'done' }]);
    expect(await shop.rows(`SHOW COLUMNS FROM ${shop.database}.six`)).toHaveLength(2);
  });

  it('ends an ALTER that waits for a table in use at Ctrl-C, and the next run goes on', async () => {
    await migration('CREATE TABLE seven (id INT PRIMARY KEY);');
    await apply();
    const { version } = await migration('ALTER TABLE seven ADD COLUMN added INT;');
    {
      await using _reader = await readTable('seven');
      const running = shop.start(APPLY);
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

  it('leaves in doubt what the server refused half-way, and asks a person', async () => {
    const { version } = await migration(
      'CREATE TABLE ten_a (id INT PRIMARY KEY);',
      'DROP TABLE ten_a, ten_missing;',
    );
    const error = await failure();
    expect(error).toMatchObject({ code: 'MIGRATION_FAILED', details: { errno: 1051 } });
    expect(error.message).toContain('a part of it may have taken effect');
    expect(error.hint).toContain(`--resolve ${version}:2=done`);
    expect(await steps(version)).toMatchObject([{ state: 'done' }, { state: 'started' }]);
    const asked = await failure();
    expect(asked.code).toBe('MIGRATION_UNCERTAIN');
    expect(asked.message).toContain('the server refused a part of statement 2');
    await apply('--resolve', `${version}:2=done`);
    expect(await steps(version)).toMatchObject([{ state: 'done' }, { state: 'done' }]);
  });

  it('knows by the objects that a refused statement on several of them had no effect', async () => {
    const { version, name } = await migration(
      'CREATE TABLE eleven_a (id INT PRIMARY KEY);',
      'CREATE TABLE eleven_b (id INT PRIMARY KEY);',
      'RENAME TABLE eleven_a TO eleven_b;',
    );
    expect((await failure()).code).toBe('MIGRATION_FAILED');
    expect(await steps(version)).toMatchObject([{ state: 'done' }, { state: 'done' }, { state: 'failed' }]);
    await change(name, (text) => text.replace('TO eleven_b', 'TO eleven_c'));
    expect((await apply()).statements_run).toBe(1);
  });

  it('sends a CALL once, also if it ends in a deadlock, and never again by itself', async () => {
    await migration('CREATE TABLE twelve (id INT AUTO_INCREMENT PRIMARY KEY);');
    await apply();
    await shop.admin.query(
      `CREATE PROCEDURE ${shop.database}.add_twelve(errno INT)
       BEGIN INSERT INTO twelve () VALUES (); SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = errno; END`,
    );
    const rows = async () => (await shop.rows(`SELECT id FROM ${shop.database}.twelve`)).length;
    const { version } = await migration('CALL add_twelve(1213);');
    expect((await failure()).details).toMatchObject({ errno: 1213 });
    expect(await rows()).toBe(1);
    expect((await failure()).code).toBe('MIGRATION_UNCERTAIN');
    // As an earlier version of aether recorded it.
    await shop.admin.query(
      `UPDATE ${shop.database}_meta.migration_step SET state = 'failed' WHERE version = ?`,
      [version],
    );
    expect((await failure()).code).toBe('MIGRATION_UNCERTAIN');
    expect(await rows()).toBe(1);
    await apply('--resolve', `${version}:1=done`);
    expect(await rows()).toBe(1);
  });

  it('refuses to resolve a statement that is not in doubt', async () => {
    const { version } = await migration('CREATE TABLE thirteen (id INT PRIMARY KEY);');
    for (const key of [`${version}:1`, `${version}:2`, '9999:1']) {
      const ended = await run('apply', '--resolve', `${key}=done`);
      expect(ended.exitCode, ended.stdout).toBe(64);
      expect(documentOf(ended).error?.message).toContain(`--resolve ${key}:`);
    }
    const tables = 'SELECT table_name FROM information_schema.tables WHERE table_schema = ?';
    expect(await shop.rows(tables, [shop.database])).toEqual([]);
  });

  it('does not settle a statement that another server may still run', async () => {
    const { version } = await migration('CREATE TABLE fourteen (id INT PRIMARY KEY);');
    await apply();
    await interrupt(version, 1, await fingerprintOf(version, 1));
    const meta = `${shop.database}_meta`;
    await shop.admin.query(`UPDATE ${meta}.migration_step SET server = 'db9 (192.0.2.9:3306)'`);
    const error = await failure();
    expect(error.code).toBe('MIGRATION_UNCERTAIN');
    expect(error.message).toContain('db9 (192.0.2.9:3306) may still run it');
    await apply('--resolve', `${version}:1=done`);
  });

  /** Without the answer that the tests give by a variable. */
  const unanswered = (...args: string[]) => shop.run([...APPLY, ...args]);

  it('asks before it changes anything that is not a sandbox, and names what it would change', async () => {
    await migration('CREATE TABLE fifteen (id INT PRIMARY KEY);');
    const ended = await unanswered();
    expect(ended.exitCode).toBe(64);
    expect(documentOf(ended).error?.code).toBe('CONFIRMATION_REQUIRED');
    const files = join(shop.directory, 'aether.yaml');
    const host = `db1 (127.0.0.1:${sharedServer().port})`;
    expect(ended.stderr).toContain(
      `Schema of ${shop.database} on ${host}, environment test (${files}): 1 statement of 1 file to run`,
    );
    expect(await shop.rows(`SHOW DATABASES LIKE '${shop.database}%'`)).toEqual([]);
    expect((await unanswered('--yes')).exitCode).toBe(0);
    // Nothing is left to do, so nothing is asked.
    expect((await unanswered()).exitCode).toBe(0);
  });

  it('wants the name of the environment before it destroys data', async () => {
    const { version } = await migration('CREATE TABLE sixteen (id INT);', 'DROP TABLE sixteen;');
    const ended = await unanswered('--yes');
    expect(documentOf(ended).error).toMatchObject({
      code: 'CONFIRMATION_REQUIRED',
      hint: expect.stringContaining('--confirm test') as string,
    });
    expect(ended.stderr).toContain('2 statements, destroys data at line 4');
    expect((await unanswered('--confirm', 'production')).exitCode).toBe(64);
    expect(await shop.rows(`SHOW DATABASES LIKE '${shop.database}%'`)).toEqual([]);
    expect((await unanswered('--confirm', 'test')).exitCode).toBe(0);
    expect(await steps(version)).toHaveLength(2);
  });

  it('runs nothing if the plan has changed since it was confirmed', async () => {
    await migration('CREATE TABLE seventeen (id INT PRIMARY KEY);');
    await apply();
    const { version } = await migration('CREATE TABLE eighteen (id INT PRIMARY KEY);');
    await shop.admin.query(
      `INSERT INTO ${shop.database}_meta.lease VALUES ('schema', 'another run', 1, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) + INTERVAL 1 HOUR)`,
    );
    const waiting = shop.start(APPLY);
    await eventually('it waits for the lease', async () =>
      waiting.written().stderr.includes('waiting: the lease') ? true : undefined,
    );
    await migration('CREATE TABLE nineteen (id INT PRIMARY KEY);');
    await shop.admin.query(`DELETE FROM ${shop.database}_meta.lease`);
    const ended = await waiting.ended;
    expect(ended.exitCode, ended.stdout).toBe(2);
    expect(documentOf(ended).error?.code).toBe('PLAN_CHANGED');
    expect(await steps(version)).toEqual([]);
  });

  it('uses another directory only if it is named, and says so of sql/migrations', async () => {
    await mkdir(join(shop.directory, 'sql', 'migrations'), { recursive: true });
    const own = '-- aether: database=data\n\nCREATE TABLE own (id INT PRIMARY KEY);';
    await shop.write('sql/migrations/0001_own.sql', own);
    const planned = (ended: Ended) =>
      documentOf<PlanDocument>(ended).data.plan.steps.map(({ subject }) => subject);
    const plan = (...args: string[]) => shop.run(['schema', 'plan', ...args, '--json']);
    const aethers = await plan();
    expect(planned(aethers)).not.toContain('0001_own.sql');
    expect(aethers.stderr).toContain('sql/migrations is not used');
    expect(aethers.stderr).toContain('--from sql/migrations');
    const named = await plan('--from', 'sql/migrations');
    expect(planned(named)).toEqual(['0001_own.sql']);
    expect(named.stderr).toBe('');
    expect((await apply('--from', 'sql/migrations')).statements_run).toBe(1);
    expect((await plan('--from', 'missing')).exitCode).toBe(64);
    await rm(join(shop.directory, 'sql'), { recursive: true });
  });

  it('drops what a crash of the server during CREATE of a partitioned table has left, and says so', async () => {
    const { version } = await migration(
      "CREATE TABLE twentyone (day DATE PRIMARY KEY) PARTITION BY RANGE COLUMNS (day) (PARTITION P2025 VALUES LESS THAN ('2026-01-01'), PARTITION pmax VALUES LESS THAN (MAXVALUE));",
    );
    await apply();
    const clean = await stateOf(shop);
    const before = await fingerprintOf(version, 1);
    const { dataDir } = nodeLayout(currentLayout(sharedServer().stateDir), 'node1');
    // The server writes a table's definition last. One row as a killed run leaves it, one as its repetition did.
    for (const state of ['started', 'failed']) {
      await shop.admin.query(`FLUSH TABLES ${shop.database}.twentyone`);
      for (const end of ['frm', 'par']) await rm(join(dataDir, shop.database, `twentyone.${end}`));
      await interrupt(version, 1, before);
      await shop.admin.query(`UPDATE ${shop.database}_meta.migration_step SET state = ?`, [state]);
      const create = `CREATE TABLE ${shop.database}.twentyone (day DATE PRIMARY KEY) PARTITION BY RANGE COLUMNS (day) (PARTITION P2025 VALUES LESS THAN (MAXVALUE))`;
      await expect(shop.admin.query(create)).rejects.toMatchObject({ errno: 1050 });
      await expect(shop.rows(`SHOW CREATE TABLE ${shop.database}.twentyone`)).rejects.toMatchObject({
        errno: 1146,
      });
      const [step] = documentOf<PlanDocument>(await run('plan')).data.plan.steps;
      expect(step?.summary).toContain(
        'first drops 2 partitions that a crash of the server left of twentyone',
      );
      expect((await apply()).statements_run).toBe(1);
      expect(await stateOf(shop)).toEqual(clean);
      await shop.admin.query(`INSERT INTO ${shop.database}.twentyone VALUES ('2025-05-05')`);
    }
  });
});
