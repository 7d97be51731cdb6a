import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readMigrations } from '../src/lib/schema/read-migrations.ts';

it('the migrations that are shipped can be read, and have one number each', async () => {
  const migrations = await readMigrations(fileURLToPath(new URL('../sql/migrations', import.meta.url)));
  const versions = migrations.map(({ version }) => version);
  expect(versions).toEqual([...new Set(versions)]);
  expect(versions[0]).toBe('0001');
});
