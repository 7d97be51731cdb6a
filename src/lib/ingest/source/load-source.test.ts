import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSource } from './load-source.ts';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'aether-source-'));
});
afterAll(() => rm(directory, { recursive: true }));

const SHOP = `source: shop
title: two files
files:
  orders: { match: orders.csv, columns: [{ name: order_no, type: text, max_chars: 9 }] }
  items: { match: items.csv, columns: [{ name: order_no, type: text, max_chars: 9 }] }
`;

async function refusal(select: string): Promise<string> {
  const path = join(directory, 'shop.yaml');
  await writeFile(
    path,
    `${SHOP}steps:
  - upsert: order_item
    file: items
    key: [order_no]
    select: ${select}
`,
  );
  const loaded = loadSource(path, { cwd: '/', environments: [], variables: {} });
  return loaded.then(
    () => 'none',
    (thrown: Error) => thrown.message,
  );
}

describe('a step of a source', () => {
  it('may read its own file as often as it likes', async () => {
    expect(await refusal("'SELECT 1 FROM {{items}} AS s JOIN {{ items }} AS t'")).toBe('none');
  });

  it('may not read another one, which may be done and gone from staging', async () => {
    expect(await refusal("'SELECT 1 FROM {{items}} AS s JOIN {{orders}} AS o'")).toContain(
      'shop.yaml:10:13 steps.0.select: {{orders}} is another file than that of the step; read its rows from the tables',
    );
  });

  it('may not name a file that is none', async () => {
    expect(await refusal("'SELECT 1 FROM {{item}} AS s'")).toContain(
      '{{item}} names no file, did you mean "items"?',
    );
  });
});

it('says of a name that is too long that it is too long', async () => {
  const path = join(directory, 'long.yaml');
  await writeFile(path, SHOP.replace('items: {', `${'i'.repeat(42)}: {`));
  await expect(loadSource(path, { cwd: '/', environments: [], variables: {} })).rejects.toThrow(
    /long\.yaml:5:\d+ .*must be 41 characters or fewer/,
  );
});

describe('the path of a source', () => {
  it('begins at the working directory that the run has, which need not be that of the process', async () => {
    await writeFile(join(directory, 'here.yaml'), SHOP);
    const loaded = await loadSource('here.yaml', { cwd: directory, environments: [], variables: {} });
    expect(loaded.file).toBe(join(directory, 'here.yaml'));
  });
});
