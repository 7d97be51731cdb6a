// @module-tag tried-once
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrateCalls } from '../support/migrate-calls.ts';
import { describeOnMongo, type OwnMongo, startMongo } from '../support/mongo-server.ts';
import { sharedServer } from '../support/shared-server.ts';
import { writeShopFiles } from '../support/shop-files.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

const SHOP = ['--seed', 'migrate', '--customers', '600', '--orders', '900', '--products', '60'];

let mongo: OwnMongo;
let workspace: Workspace;
const { run, verify } = migrateCalls(
  () => workspace,
  () => mongo,
);

async function open(database: string): Promise<void> {
  workspace = await openWorkspace({ server: sharedServer(), database, mongo });
  await workspace.applySchema();
}

async function ingest(source: string, from: string): Promise<void> {
  const ended = await workspace.run(['ingest', source, '--from', from, '--max-rejects', '100%', '--json']);
  expect(ended.exitCode, ended.stdout + ended.stderr).toBe(0);
}

describeOnMongo('the mapping of the shop', () => {
  beforeAll(async () => {
    mongo = await startMongo('documents');
  });
  afterAll(() => mongo[Symbol.asyncDispose]());

  it.each(['generated', 'olist'])('ends with a certificate for the %s shop', async (shop) => {
    await open(`aethertest_migrate_${shop}`);
    try {
      const from = join(workspace.directory, 'export');
      if (shop === 'olist') await writeShopFiles(from, { orders: 500, products: 100 });
      else expect((await workspace.run(['generate', ...SHOP, '--out', 'export'])).exitCode).toBe(0);
      await ingest(shop === 'olist' ? 'olist' : 'aethermart', from);
      const planned = await run('plan', 'aethermart');
      expect(planned.exitCode, planned.stdout).toBe(0);
      expect(await run('run', 'aethermart')).toMatchObject({ exitCode: 0, data: { state: 'loaded' } });
      const found = await verify('aethermart');
      expect(found).toMatchObject({ exitCode: 0, differences: [] });
      expect(found.documents).toBeGreaterThan(500);
      expect(found.certificate.file).toContain('aethermart-');
      const published = await run('publish', 'aethermart', '--confirm', 'test');
      expect(published, published.stdout).toMatchObject({ exitCode: 0, data: { published: true } });
    } finally {
      await workspace[Symbol.asyncDispose]();
    }
  });
});
