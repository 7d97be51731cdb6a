// @module-tag tried-once
import { expect, it } from 'vitest';
import { documentOf } from '../support/aether-cli.ts';
import { createPartsTable, DIRECT_SOURCE, partsFile, readPartsTable } from '../support/direct-source.ts';
import { eventually } from '../support/eventually.ts';
import { openAdmin } from '../support/admin.ts';
import { sharedServer } from '../support/shared-server.ts';
import { openWorkspace } from '../support/workspace.ts';

const DATABASE = 'aethertest_killed_stream';
const RECORDS = 20_000;

it('ends where one stream fails and another one, which waits for a lock, is killed behind it', async () => {
  const server = sharedServer();
  await using shop = await openWorkspace({ server, database: DATABASE, limits: { chunk_bytes: '64KiB' } });
  await shop.applySchema();
  await createPartsTable(shop);
  await shop.write('parts.yaml', DIRECT_SOURCE);
  await shop.write('parts.csv', partsFile(RECORDS));
  const args = ['ingest', './parts.yaml', '--from', 'parts.csv', '--parallel', '2', '--json'];

  const blocker = openAdmin(server);
  await blocker.query('START TRANSACTION');
  // One record of each of the first two chunks.
  await blocker.query(`INSERT INTO ${DATABASE}.import_part VALUES (100, 'x', 1, NULL), (1000, 'x', 1, NULL)`);
  const running = shop.start(args);
  const [first, second] = await eventually('two streams wait', async () => {
    const waiting = await shop.rows(
      "SELECT id FROM information_schema.processlist WHERE user = 'aether_ingest' AND info LIKE ? AND time_ms > 1500",
      [`%LOAD DATA%${DATABASE}%`],
    );
    return waiting.length >= 2 ? waiting : undefined;
  });
  await shop.admin.query(`KILL QUERY ${first?.['id']}`);
  await eventually('the run drops the other one', async () => {
    const [left] = await shop.rows('SELECT id FROM information_schema.processlist WHERE id = ?', [
      first?.['id'],
    ]);
    return left === undefined ? true : undefined;
  });
  await shop.admin.query(`KILL ${second?.['id']}`).catch(() => undefined);
  const ended = await running.ended;
  // Before anything is compared: its lock would keep the database from being dropped.
  await blocker.query('ROLLBACK');
  await blocker.end();
  expect(ended.exitCode).toBe(2);
  expect(documentOf(ended).error?.code).toBe('MARIADB_KILLED');

  const again = await shop.run(args);
  expect(again.exitCode, again.stdout).toBe(0);
  expect(await readPartsTable(shop)).toMatchObject({ rows: RECORDS });
});
