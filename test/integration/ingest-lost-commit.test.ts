// @module-tag tried-once
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { documentOf } from '../support/aether-cli.ts';
import { createPartsTable, DIRECT_SOURCE, partsFile, readPartsTable } from '../support/direct-source.ts';
import type { IngestData } from '../support/ingest-document.ts';
import { createEmptier, readIngestState, type Emptier } from '../support/ingest-state.ts';
import { type LostAnswerProxy, startLostAnswerProxy, type Loss } from '../support/lost-answer-proxy.ts';
import { sharedServer } from '../support/shared-server.ts';
import { shortOrFull } from '../support/soak.ts';
import { writeShopFiles } from '../support/shop-files.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

/** About 16 chunks of 64 KiB. */
const RECORDS = 13_000;

const USER = 'aethertest_plain';
const PASSWORD = 'only for this test';

let proxy: LostAnswerProxy;
let shop: Workspace;
let emptier: Emptier;
let expected: object;

beforeAll(async () => {
  const server = sharedServer();
  proxy = await startLostAnswerProxy(server.port);
  const plain = { user: USER, password: 'env:PLAIN_PASSWORD' };
  shop = await openWorkspace({
    server,
    database: 'aethertest_lost_commit',
    port: proxy.port,
    encrypted: false,
    accounts: { admin: plain, migrator: plain, ingest: plain },
    limits: { chunk_bytes: '64KiB' },
  });
  // The relay has to read along.
  await shop.admin.query('SET GLOBAL require_secure_transport = OFF');
  await shop.admin.query(`CREATE OR REPLACE USER ${USER} IDENTIFIED BY '${PASSWORD}'`);
  await shop.admin.query(`GRANT ALL PRIVILEGES ON *.* TO ${USER}`);
  const applied = await aether('schema', 'apply', '--yes');
  expect(applied.exitCode, applied.stderr).toBe(0);
  emptier = await createEmptier(shop);
  await shop.write('parts.yaml', DIRECT_SOURCE);
  await shop.write('parts.csv', partsFile(RECORDS, { 5: '5,P-1,none,x' }));
  await createPartsTable(shop);
  await ingest(0);
  expected = await state();
});

beforeEach(async () => {
  await emptier.empty();
  await createPartsTable(shop);
});

afterAll(async () => {
  await shop.admin.query('SET GLOBAL require_secure_transport = ON');
  await shop.admin.query(`DROP USER IF EXISTS ${USER}`);
  await shop[Symbol.asyncDispose]();
  await proxy[Symbol.asyncDispose]();
});

const aether = (...args: string[]) => shop.run(args, { PLAIN_PASSWORD: PASSWORD });

const state = async () => ({ ...(await readIngestState(shop)), parts: await readPartsTable(shop) });

async function ingest(lossesExpected: number): Promise<void> {
  const ended = await aether('ingest', './parts.yaml', '--from', '.', '--max-rejects', '1', '--json');
  expect(ended.exitCode, ended.stdout).toBe(0);
  expect(documentOf<IngestData>(ended).data.files).toMatchObject([
    { result: 'loaded', parsed: RECORDS, accepted: RECORDS - 1, rejected: 1 },
  ]);
  expect(proxy.losses()).toBe(lossesExpected);
}

describe('a link that breaks at the COMMIT of a chunk', () => {
  it.each<{ what: Loss; nth: number }>([
    { what: 'answer', nth: 1 },
    { what: 'answer', nth: 7 },
    { what: 'request', nth: 1 },
    { what: 'request', nth: 7 },
  ])('has its $what lost at COMMIT $nth: every record is there once', async ({ what, nth }) => {
    const before = proxy.losses();
    proxy.lose(what, 'COMMIT', nth);
    await ingest(before + 1);
    expect(await state()).toEqual(expected);
  });
});

describe('a link that breaks elsewhere in a chunk', () => {
  it.each(['LOAD DATA', 'INSERT INTO `aethertest_lost_commit_meta`.`ingest_chunk`', 'START TRANSACTION'])(
    'at %s: every record is there once',
    async (text) => {
      for (const what of ['request', 'answer'] as const) {
        await emptier.empty();
        await createPartsTable(shop);
        const before = proxy.losses();
        proxy.lose(what, text, 3);
        await ingest(before + 1);
        expect(await state(), what).toEqual(expected);
      }
    },
  );
});

describe('a link that breaks at the COMMIT of a step', () => {
  const args = ['ingest', 'olist', '--from', 'files', '--max-rejects', '12', '--json'] as const;

  it(
    'is told by the ledger: the run goes on, and counts what the step did once',
    { timeout: 600_000 },
    async () => {
      await writeShopFiles(join(shop.directory, 'files'));
      const uninterrupted = await aether(...args);
      expect(uninterrupted.exitCode, uninterrupted.stdout).toBe(0);
      const { checks, targets } = documentOf<IngestData>(uninterrupted).data;
      const clean = { ...(await readIngestState(shop)), counts: await countsOfSteps() };
      // By then all files are loaded: a check that rejects, an upsert, the last batch.
      for (const nth of shortOrFull([37], [31, 37, 42])) {
        for (const what of ['answer', 'request'] as const) {
          await emptier.empty();
          const before = proxy.losses();
          proxy.lose(what, 'COMMIT', nth);
          const ended = await aether(...args);
          expect(ended.exitCode, ended.stdout).toBe(0);
          expect(proxy.losses()).toBe(before + 1);
          expect(documentOf<IngestData>(ended).data).toMatchObject({ checks, targets });
          expect(
            { ...(await readIngestState(shop)), counts: await countsOfSteps() },
            `${what} ${nth}`,
          ).toEqual(clean);
        }
      }
    },
  );
});

const countsOfSteps = () =>
  shop.rows(
    `SELECT seq, target, inserted, updated, unchanged FROM ${shop.database}_meta.ingest_transform ORDER BY seq`,
  );
