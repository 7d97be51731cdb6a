// @module-tag tried-once
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEmptier, type Emptier, type IngestState, readIngestState } from '../support/ingest-state.ts';
import { sharedServer } from '../support/shared-server.ts';
import { writeShopFiles } from '../support/shop-files.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

// Some records of the files wait for others that never come, so every run works through their files again: nothing
// that it finds done by then may change what it writes.

describe('files with records that wait', () => {
  let shop: Workspace;
  let emptier: Emptier;
  let atOnce: IngestState;

  beforeAll(async () => {
    const server = sharedServer();
    shop = await openWorkspace({ server, database: 'aethertest_repeat' });
    await shop.applySchema();
    await writeShopFiles(join(shop.directory, 'files'));
    emptier = await createEmptier(shop);
    await ingest('files');
    atOnce = await readIngestState(shop);
  });

  afterAll(() => shop[Symbol.asyncDispose]());

  async function ingest(from: string): Promise<void> {
    const { exitCode, stderr } = await shop.run(['ingest', 'olist', '--from', from, '--max-rejects', '12']);
    expect(exitCode, stderr).toBe(0);
  }

  it('change nothing when they are ingested again', async () => {
    await ingest('files');
    expect(await readIngestState(shop)).toEqual(atOnce);
  });

  it('do not wait for a plan over tables whose row counts a killed server has lost', async () => {
    const stats = 'mysql.innodb_table_stats';
    const ofShop = `database_name = '${shop.database}'`;
    await shop.rows(`UPDATE ${stats} SET n_rows = 0 WHERE ${ofShop}`);
    await shop.rows('FLUSH TABLES');
    await ingest('files');
    expect(await readIngestState(shop)).toEqual(atOnce);
    const known = await shop.rows(`SELECT table_name AS name FROM ${stats} WHERE ${ofShop} AND n_rows > 0`);
    expect(known.map((row) => row['name'] as string)).toEqual(
      expect.arrayContaining(['customer', 'address', 'order_ref', 'payment']),
    );
  });

  it.each([
    ['their order', (names: readonly string[]) => names.toSorted()],
    ['the reverse of it', (names: readonly string[]) => names.toSorted().toReversed()],
  ])('end in the same tables when they come one by one, in %s', async (_order, arrange) => {
    await emptier.empty();
    for (const name of arrange(await readdir(join(shop.directory, 'files')))) {
      await ingest(join('files', name));
    }
    expect((await readIngestState(shop)).tables).toEqual(atOnce.tables);
  });
});
