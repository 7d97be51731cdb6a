import { expect, it } from 'vitest';
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
