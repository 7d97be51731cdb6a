import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageFile } from '../../src/lib/core/package-root.ts';
import { describeSchema, readSchemaLedger } from '../support/schema-state.ts';
import { sharedServer } from '../support/shared-server.ts';
import { digestTables } from '../support/table-digests.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

const open = (database: string) => openWorkspace({ server: sharedServer(), database });

/** Everything that a schema is, whatever its name. */
async function stateOf({ admin, database }: Workspace): Promise<unknown> {
  const state = {
    objects: await describeSchema(admin, database),
    ledger: await readSchemaLedger(admin, database),
    rows: await digestTables(admin, database),
    ledgerRows: Object.keys(await digestTables(admin, `${database}_meta`)),
  };
  return JSON.parse(JSON.stringify(state).replaceAll(database, 'NAME')) as unknown;
}

it('the schema that the tests restore is the one that "schema apply" makes', async () => {
  await using applied = await open('aethertest_applied');
  await using first = await open('aethertest_first');
  await using restored = await open('aethertest_restored');
  await first.applySchema();
  await restored.applySchema();
  const { exitCode, stderr } = await applied.run(['schema', 'apply', '--yes']);
  expect(exitCode, stderr).toBe(0);
  expect(await stateOf(restored)).toEqual(await stateOf(applied));
  const again = await restored.run(['schema', 'apply', '--json']);
  expect(JSON.parse(again.stdout)).toMatchObject({ ok: true, data: { statements_run: 0 } });
});

it('an upgrade from 0034 ends in the schema of a fresh one, and so does every object that is dropped and made again', async () => {
  await using fresh = await open('aethertest_fresh');
  await using upgraded = await open('aethertest_upgraded');
  await fresh.applySchema();
  const expected = await stateOf(fresh);
  const apply = async (...more: string[]) => {
    const ended = await upgraded.run(['schema', 'apply', '--yes', '--confirm', 'test', ...more]);
    expect(ended.exitCode, ended.stdout + ended.stderr).toBe(0);
    return ended.stderr;
  };
  await copyMigrations(join(upgraded.directory, 'old', 'migrations'), (version) => version <= '0034');
  await apply('--from', 'old/migrations');
  // It recorded no shape then.
  await upgraded.admin.query(`DROP TABLE ${upgraded.database}_meta.recorded_shape`);
  expect(await apply()).toMatch(/the shape of \d+ tables is recorded as it is now/);
  expect(await stateOf(upgraded)).toEqual(expected);
  // Migrations with no views, routines and triggers beside them: all of these are dropped.
  await copyMigrations(join(upgraded.directory, 'bare', 'migrations'), () => true);
  await apply('--from', 'bare/migrations');
  const left = await upgraded.rows(
    `SELECT table_name AS name FROM information_schema.views WHERE table_schema LIKE '${upgraded.database}%'
      UNION SELECT routine_name FROM information_schema.routines WHERE routine_schema LIKE '${upgraded.database}%'`,
  );
  // The view is of a migration.
  expect(left).toEqual([{ name: 'live_product_embedding' }]);
  await apply();
  expect(await stateOf(upgraded)).toEqual(expected);
  expect((await upgraded.run(['schema', 'status'])).exitCode).toBe(0);
});

async function copyMigrations(to: string, isWanted: (version: string) => boolean): Promise<void> {
  await mkdir(to, { recursive: true });
  const from = packageFile('sql', 'migrations');
  const names = (await readdir(from)).filter((name) => isWanted(name.slice(0, 4)));
  await Promise.all(names.map((name) => copyFile(join(from, name), join(to, name))));
}
