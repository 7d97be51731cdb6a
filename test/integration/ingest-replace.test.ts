import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PlanDocument } from '../../src/lib/core/plan-schema.ts';
import { documentOf } from '../support/aether-cli.ts';
import type { IngestData } from '../support/ingest-document.ts';
import { createEmptier, type Emptier } from '../support/ingest-state.ts';
import { sharedServer } from '../support/shared-server.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

// --replace on tables whose rows are referred to: by each other, by rows of other files, by other tables.

const DATABASE = 'aethertest_replace';

const source = (table: string) => `
source: nodes
title: rows that refer to each other
files:
  nodes:
    match: nodes*.csv
    into: ${table}
    file_id_column: file_no
    columns:
      - { name: tree, type: integer, required: true }
      - { name: id, type: integer, required: true }
      - { name: parent, type: integer }
`;

/** Tables with a key to themselves, by name: how the column with the parent is declared, and the key. */
const TABLES = {
  optional: 'parent INT NULL, CONSTRAINT fk_optional FOREIGN KEY (parent) REFERENCES optional (id)',
  composite:
    'parent INT NULL, CONSTRAINT fk_composite FOREIGN KEY (tree, parent) REFERENCES composite (tree, id)',
  required:
    'parent INT NOT NULL, CONSTRAINT fk_required FOREIGN KEY (tree, parent) REFERENCES required (tree, id)',
  cascading:
    'parent INT NULL, CONSTRAINT fk_cascading FOREIGN KEY (parent) REFERENCES cascading (id) ON DELETE CASCADE',
};

let shop: Workspace;
let emptier: Emptier;

beforeAll(async () => {
  shop = await openWorkspace({
    server: sharedServer(),
    database: DATABASE,
    limits: { chunk_bytes: '64KiB' },
  });
  await shop.applySchema();
  for (const [name, parent] of Object.entries(TABLES)) {
    await shop.admin.query(
      `CREATE TABLE ${DATABASE}.${name} (tree INT NOT NULL, id INT NOT NULL, file_no BIGINT UNSIGNED NULL, ${parent},
         PRIMARY KEY (tree, id), UNIQUE KEY (id)) ENGINE=InnoDB`.replaceAll(
        'REFERENCES ',
        `REFERENCES ${DATABASE}.`,
      ),
    );
  }
  for (const rule of ['RESTRICT', 'CASCADE']) {
    const name = `of_${rule.toLowerCase()}`;
    await shop.admin.query(
      `CREATE TABLE ${DATABASE}.${name} (node INT NULL,
         CONSTRAINT fk_${name} FOREIGN KEY (node) REFERENCES ${DATABASE}.optional (id) ON DELETE ${rule})`,
    );
  }
  const tables = [...Object.keys(TABLES), 'of_restrict', 'of_cascade'].map((name) => `${DATABASE}.${name}`);
  emptier = await createEmptier(shop, tables);
});

afterAll(() => shop[Symbol.asyncDispose]());
beforeEach(() => emptier.empty());

async function deliver(name: string, records: readonly string[], ...more: string[]) {
  const from = await shop.write(name, `${['tree,id,parent', ...records].join('\n')}\n`);
  const args = ['ingest', './nodes.yaml', '--from', from, '--max-rejects', '0', '--json', ...more];
  return shop.run(args);
}

async function replace(records: readonly string[]) {
  const ended = await deliver('nodes.csv', records, '--replace', '--confirm', 'test');
  const { data, error } = documentOf<IngestData>(ended);
  return { ...ended, file: data?.files?.[0], error };
}

async function load(table: string, records: readonly string[]): Promise<void> {
  await shop.write('nodes.yaml', source(table));
  const ended = await deliver('nodes.csv', records);
  expect(ended.exitCode, ended.stderr).toBe(0);
}

const ids = async (table: string) =>
  (await shop.rows(`SELECT id FROM ${DATABASE}.${table} ORDER BY id`)).map(({ id }) => Number(id));

/** Every row is the child of the one before, and the first one of itself. */
const chain = (length: number) =>
  Array.from({ length }, (_, at) => `1,${at + 1},${Math.max(1, at)}`).toReversed();

describe('--replace on a table that refers to itself', () => {
  it.each(['optional', 'cascading', 'composite'])(
    'deletes rows that refer to each other: %s',
    async (table) => {
      await load(table, chain(4000));
      const { exitCode, stdout, file } = await replace(['1,1,1', '1,5000,1']);
      expect({ exitCode, file }, stdout).toMatchObject({ exitCode: 0, file: { accepted: 2 } });
      expect(await ids(table)).toEqual([1, 5000]);
      // The replaced rows are in the ledger no more.
      const [row] = await shop.rows(`SELECT SUM(accepted) AS n FROM ${DATABASE}_meta.ingest_chunk`);
      expect(Number(row?.['n'])).toBe(2);
    },
  );

  it('deletes rows that refer to each other in a circle', async () => {
    await load('optional', ['1,1,', '1,2,1', '1,3,2']);
    await shop.rows(`UPDATE ${DATABASE}.optional SET parent = 3 WHERE id = 1`);
    expect(await replace(['1,9,'])).toMatchObject({ exitCode: 0 });
    expect(await ids('optional')).toEqual([9]);
  });

  it('goes on where a killed run has stopped', async () => {
    await load('optional', chain(100));
    await shop.rows(`UPDATE ${DATABASE}_meta.ingest_file SET state = 'replacing'`);
    await shop.rows(`UPDATE ${DATABASE}.optional SET parent = NULL WHERE id > 60`);
    await shop.rows(`DELETE FROM ${DATABASE}.optional WHERE id > 80`);
    expect(await replace(['1,9,'])).toMatchObject({ exitCode: 0 });
    expect(await ids('optional')).toEqual([9]);
  });
});

describe('--replace of rows that others refer to', () => {
  it('is refused if they refer to each other by a key that takes no NULL', async () => {
    await load('required', ['1,1,1', '1,2,1']);
    const { exitCode, error } = await replace(['1,9,9']);
    expect(exitCode).toBe(2);
    expect(error).toMatchObject({
      code: 'LOAD_REFUSED',
      message: expect.stringContaining('(constraint fk_required), and the key takes no NULL') as string,
    });
    expect(await ids('required')).toEqual([1, 2]);
  });

  const REFUSALS = [
    [
      'rows of another file, which the key protects',
      'optional',
      async () => void (await deliver('nodes-2.csv', ['1,50,2'])),
      'optional',
      'fk_optional',
    ],
    [
      'rows of another file, which the key deletes too',
      'cascading',
      async () => void (await deliver('nodes-2.csv', ['1,50,2'])),
      'cascading',
      'fk_cascading',
    ],
    [
      'another table, which the key protects',
      'optional',
      async () => void (await shop.rows(`INSERT INTO ${DATABASE}.of_restrict VALUES (2)`)),
      'of_restrict',
      'fk_of_restrict',
    ],
    [
      'another table, whose rows the key deletes too',
      'optional',
      async () => void (await shop.rows(`INSERT INTO ${DATABASE}.of_cascade VALUES (2)`)),
      'of_cascade',
      'fk_of_cascade',
    ],
  ] as const;

  it.each(REFUSALS)(
    'is refused before anything changes: %s',
    async (...[, table, refer, other, constraint]) => {
      await load(table, ['1,1,', '1,2,1']);
      await refer();
      const before = await ids(table);
      const planned = await deliver('nodes.csv', ['1,9,'], '--replace', '--dry-run');
      const [step] = documentOf<PlanDocument>(planned).data.plan.steps;
      expect(step?.facts['delivery']).toMatchObject({
        kind: 'refused',
        why: expect.stringContaining(constraint) as string,
      });
      const { exitCode, error } = await replace(['1,9,']);
      expect(exitCode).toBe(2);
      expect(error).toMatchObject({
        code: 'LOAD_REFUSED',
        message: expect.stringMatching(
          new RegExp(`${DATABASE}.${other} refer to rows .*constraint ${constraint}.*nothing was deleted`),
        ) as string,
      });
      expect(await ids(table)).toEqual(before);
      const files = await shop.rows(
        `SELECT state FROM ${DATABASE}_meta.ingest_file WHERE delivery_name = 'nodes.csv'`,
      );
      expect(files).toEqual([{ state: 'transformed' }]);
    },
  );
});
