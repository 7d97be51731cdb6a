import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadMapping } from './load-mapping.ts';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'aether-'));
});
afterAll(() => rm(cwd, { recursive: true }));

const load = (name: string) => loadMapping(name, { cwd, environments: [], variables: {} });

it('ships the mapping of the shop', async () => {
  const { mapping, hash } = await load('aethermart');
  expect(Object.keys(mapping.collections)).toEqual(['products', 'orders', 'customers']);
  expect(hash).toMatch(/^[0-9a-f]{16}$/);
});

it('names the known mappings', async () => {
  await expect(load('aethermarkt')).rejects.toMatchObject({
    code: 'MAPPING_NOT_FOUND',
    message: expect.stringMatching(/^no mapping "aethermarkt", did you mean "aethermart"/) as string,
    hint: expect.stringContaining('known are aethermart') as string,
  });
});

it('shows each problem at its place', async () => {
  await writeFile(
    join(cwd, 'wrong.yaml'),
    'mapping: m\ntitle: t\ncollections:\n  films:\n    table: film\n    kee: id\n    arrays:\n      copies: { table: copy, on: {} }\n',
  );
  const thrown = await load('wrong.yaml').catch((error: unknown) => error);
  const { code, message } = thrown as { code: string; message: string };
  expect(code).toBe('MAPPING_INVALID');
  expect(message).toMatch(/wrong\.yaml:6:5 .*unknown key/);
  expect(message).toMatch(/wrong\.yaml:8:34 .*must name a column/);
  expect(message).toContain('key');
});
