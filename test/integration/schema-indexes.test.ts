// @module-tag tried-once
import { afterAll, beforeAll, expect, it } from 'vitest';
import { documentOf } from '../support/aether-cli.ts';
import { sharedServer } from '../support/shared-server.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

const DATABASE = 'aethertest_indexes';

interface Report {
  readonly servers: readonly {
    readonly host: string;
    readonly source: string | null;
    readonly reason: string | null;
  }[];
  readonly indexes: readonly {
    readonly index: string;
    readonly usage: string;
    readonly duplicate_of: string | null;
    readonly drop: string;
  }[];
}

let shop: Workspace;

beforeAll(async () => {
  shop = await openWorkspace({ server: sharedServer(), database: DATABASE });
  await shop.admin.query(`CREATE DATABASE ${DATABASE}`);
  await shop.admin.query(`USE ${DATABASE}`);
  await shop.admin.query('CREATE TABLE parent (id INT PRIMARY KEY)');
  await shop.admin.query(
    `CREATE TABLE piece (id INT PRIMARY KEY, parent_id INT, code INT, price INT, size INT,
       UNIQUE KEY uq_code (code), KEY ix_code (code), KEY ix_price (price), KEY ix_price_size (price, size DESC), KEY ix_size (size),
       KEY fk_parent (parent_id), CONSTRAINT fk_parent FOREIGN KEY (parent_id) REFERENCES parent (id))`,
  );
  await shop.admin.query('INSERT INTO piece SELECT seq, NULL, seq, seq, seq FROM seq_1_to_200');
});

afterAll(async () => {
  await shop.admin.query('SET GLOBAL userstat = OFF');
  await shop[Symbol.asyncDispose]();
});

async function report(): Promise<Report> {
  const ended = await shop.run(['schema', 'indexes', '--json']);
  expect(ended.exitCode, ended.stdout + ended.stderr).toBe(0);
  return documentOf<Report>(ended).data;
}

const states = ({ indexes }: Report) =>
  indexes.map(({ index, usage, duplicate_of: other }) => `${index} ${usage} ${other}`);

it('says that the usage is unknown while the server counts nothing, and finds duplicates all the time', async () => {
  await shop.admin.query('SET GLOBAL userstat = OFF');
  const found = await report();
  expect(found.servers).toMatchObject([{ source: null, reason: 'userstat and performance_schema are off' }]);
  expect(states(found)).toEqual([
    'data.piece.ix_code unknown uq_code',
    'data.piece.ix_price unknown ix_price_size',
    'data.piece.ix_price_size unknown null',
    'data.piece.ix_size unknown null',
  ]);
  expect((await shop.run(['schema', 'indexes'])).stdout).toContain(
    'unknown: userstat and performance_schema are off',
  );
});

it('tells unused indexes from those that are read while the server counts, and the shown statement drops one', async () => {
  await shop.admin.query('SET GLOBAL userstat = ON');
  await shop.admin.query('FLUSH INDEX_STATISTICS');
  await shop.rows(`SELECT id FROM ${DATABASE}.piece FORCE INDEX (ix_size) WHERE size = 7`);
  await shop.rows(`SELECT id FROM ${DATABASE}.piece FORCE INDEX (ix_price_size) WHERE price = 7`);
  const found = await report();
  expect(found.servers).toMatchObject([{ source: 'userstat' }]);
  expect(states(found)).toEqual([
    'data.piece.ix_code unused uq_code',
    'data.piece.ix_price unused ix_price_size',
    'data.piece.ix_price_size used null',
    'data.piece.ix_size used null',
  ]);
  await shop.admin.query(found.indexes[0]!.drop);
  expect(states(await report())).toHaveLength(3);
});
