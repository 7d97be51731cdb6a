// @module-tag tried-once
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentOf, type Ended, type RunningAether } from '../support/aether-cli.ts';
import { createPartsTable, DIRECT_SOURCE, partsFile, readPartsTable } from '../support/direct-source.ts';
import { eventually } from '../support/eventually.ts';
import type { IngestData } from '../support/ingest-document.ts';
import { startLostAnswerProxy } from '../support/lost-answer-proxy.ts';
import { sharedServer } from '../support/shared-server.ts';
import { slowChunks } from '../support/slow-chunks.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

const DATABASE = 'aethertest_cancel';

/** A step that takes a minute, once for every record. */
const SLOW = 'SLEEP(60) = 1';

const source = (condition: string) => `
source: slow
title: A check that takes its time
files:
  codes:
    match: codes.csv
    columns: [{ name: code, type: text, charset: ascii, max_chars: 20, required: true }]
steps:
  - { check: slow, file: codes, on_fail: warn, reason: it is slow, where: '${condition}' }
  - { upsert: category, file: codes, key: [category_no], update: none, select: 'SELECT s.code AS category_no FROM {{codes}} AS s' }
`;

const INGEST_SLOW = ['ingest', './slow.yaml', '--from', 'codes.csv', '--json'];

let shop: Workspace;

beforeAll(async () => {
  shop = await openWorkspace({
    server: sharedServer(),
    database: DATABASE,
    limits: { chunk_bytes: '64KiB' },
  });
  await shop.applySchema();
  await shop.write('slow.yaml', source(SLOW));
  await shop.write('codes.csv', 'code\nc1\nc2\nc3\n');
});

afterAll(() => shop[Symbol.asyncDispose]());

interface Session {
  readonly id: string;
  readonly info: string | null;
}

/** What aether has open on the server. */
const sessions = async (): Promise<Session[]> =>
  (await shop.rows(
    "SELECT id, info FROM information_schema.processlist WHERE user IN ('aether_ingest', 'aether_migrator')",
  )) as unknown as Session[];

const runs = (text: string) =>
  eventually(`the server runs ${text}`, async () =>
    (await sessions()).find(({ info }) => info?.includes(text) === true),
  );

/** Sends a signal and measures how long the command then lives. */
async function endBy(
  running: RunningAether,
  signal: NodeJS.Signals,
): Promise<Ended & { readonly tookMs: number }> {
  const startedAt = performance.now();
  running.kill(signal);
  const ended = await running.ended;
  return { ...ended, tookMs: performance.now() - startedAt };
}

async function expectNothingLeft(): Promise<void> {
  await eventually('all sessions are closed', async () =>
    (await sessions()).length === 0 ? true : undefined,
  );
  expect(await shop.rows(`SELECT * FROM ${DATABASE}_meta.lease`)).toEqual([]);
}

/** Far less than the statement would take, and enough for a machine with much to do. */
const AT_ONCE_MS = 5000;

describe('the first Ctrl-C', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    '%s ends the running statement, gives everything back, and exits with %i',
    async (signal, exitCode) => {
      const running = shop.start(INGEST_SLOW);
      await runs(SLOW);
      const ended = await endBy(running, signal);
      expect(ended.exitCode, ended.stderr).toBe(exitCode);
      expect(ended.tookMs).toBeLessThan(AT_ONCE_MS);
      const document = documentOf(ended);
      expect(document).toMatchObject({
        ok: false,
        error: { code: 'INTERRUPTED', message: `interrupted by ${signal}` },
      });
      expect(ended.stderr).toContain(
        `${signal}: stopping and cleaning up; press Ctrl-C again to quit immediately`,
      );
      await expectNothingLeft();
      const [run] = await shop.rows(`SELECT state FROM ${DATABASE}_meta.ingest_run WHERE run_id = ?`, [
        document.run,
      ]);
      expect(run).toEqual({ state: 'interrupted' });
    },
  );

  it('loses nothing: the next run goes on from there', async () => {
    await shop.write('slow.yaml', source('FALSE'));
    const ended = await shop.run(INGEST_SLOW);
    await shop.write('slow.yaml', source(SLOW));
    expect(ended.exitCode, ended.stdout).toBe(0);
    expect(documentOf<IngestData>(ended).data).toMatchObject({
      files: [{ result: 'unchanged', parsed: 3, accepted: 3 }],
      targets: [{ target: 'category', inserted: 3 }],
    });
  });

  it('rolls back what a load has open', async () => {
    const count = 200_000;
    await shop.write('parts.yaml', DIRECT_SOURCE);
    await shop.write('parts.csv', partsFile(count));
    await createPartsTable(shop);
    const args = ['ingest', './parts.yaml', '--from', 'parts.csv', '--json'];
    await using _slow = await slowChunks(shop, 50);
    const running = shop.start(args);
    await eventually('some chunks are loaded', async () => {
      const chunks = await shop.rows(
        `SELECT 1 FROM ${DATABASE}_meta.ingest_chunk JOIN ${DATABASE}_meta.ingest_file USING (file_id) WHERE file_key = 'parts'`,
      );
      return chunks.length > 20 ? true : undefined;
    });
    const ended = await endBy(running, 'SIGINT');
    expect(ended.exitCode, ended.stdout).toBe(130);
    expect(ended.tookMs).toBeLessThan(AT_ONCE_MS);
    await expectNothingLeft();
    const [ledger] = await shop.rows(
      `SELECT CAST(SUM(accepted) AS DOUBLE) AS accepted FROM ${DATABASE}_meta.ingest_chunk JOIN ${DATABASE}_meta.ingest_file USING (file_id) WHERE file_key = 'parts'`,
    );
    const { rows } = await readPartsTable(shop);
    expect(rows).toBe(ledger!['accepted']);
    expect(rows).toBeLessThan(count);
    const again = await shop.run(args);
    expect(again.exitCode, again.stdout).toBe(0);
    expect(await readPartsTable(shop)).toMatchObject({ rows: count });
  });

  it('does not wait for the lease of another run any longer', async () => {
    await shop.admin.query(
      `INSERT INTO ${DATABASE}_meta.lease VALUES ('ingest slow', 'somebody', 1, NOW(), UTC_TIMESTAMP + INTERVAL 1 HOUR)`,
    );
    const running = shop.start(INGEST_SLOW);
    await eventually('it waits', async () =>
      running.written().stderr.includes('waiting: the lease') ? true : undefined,
    );
    const ended = await endBy(running, 'SIGINT');
    expect(ended.exitCode).toBe(130);
    expect(ended.tookMs).toBeLessThan(AT_ONCE_MS);
    expect(await shop.rows(`SELECT holder FROM ${DATABASE}_meta.lease`)).toEqual([{ holder: 'somebody' }]);
    await shop.admin.query(`DELETE FROM ${DATABASE}_meta.lease`);
  });
});

describe('where the clean-up hangs', () => {
  it('a second Ctrl-C leaves at once, and without one it is left after ten seconds', async () => {
    const proxy = await startLostAnswerProxy(sharedServer().port);
    await using away = await openWorkspace({
      server: sharedServer(),
      database: DATABASE,
      port: proxy.port,
      sharesDatabases: true,
    });
    await away.write('slow.yaml', source(SLOW));
    await away.write('codes.csv', 'code\nc4\nc5\nc6\n');
    const hanging = async () => {
      proxy.freeze(false);
      const running = away.start(INGEST_SLOW);
      const { id } = await runs(SLOW);
      proxy.freeze(true);
      const killSession = async () => {
        await shop.admin.query(`KILL ${id}`).catch(() => undefined);
        await eventually('the session is gone', async () =>
          (await sessions()).every((session) => session.id !== id) ? true : undefined,
        );
      };
      return { running, killSession };
    };

    const twice = await hanging();
    twice.running.kill('SIGINT');
    await eventually('it cleans up', async () =>
      twice.running.written().stderr.includes('cleaning up') ? true : undefined,
    );
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const second = await endBy(twice.running, 'SIGINT');
    expect(second.exitCode).toBe(130);
    expect(second.tookMs).toBeLessThan(AT_ONCE_MS);
    await twice.killSession();
    await shop.admin.query(`DELETE FROM ${DATABASE}_meta.lease`);

    const once = await hanging();
    const ended = await endBy(once.running, 'SIGINT');
    expect(ended.exitCode).toBe(130);
    expect(ended.tookMs).toBeGreaterThan(5000);
    expect(ended.tookMs).toBeLessThan(15_000);
    await once.killSession();
    await shop.admin.query(`DELETE FROM ${DATABASE}_meta.lease`);
    await proxy[Symbol.asyncDispose]();
  });
});
