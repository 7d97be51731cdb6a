// @module-tag tried-once
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { documentOf } from '../support/aether-cli.ts';
import { crashAndRepeat } from '../support/crash-runs.ts';
import type { IngestData } from '../support/ingest-document.ts';
import { createEmptier, type Emptier } from '../support/ingest-state.ts';
import {
  betweenRounds,
  NODE_COUNTS,
  NODE_SOURCE,
  nodes,
  nodeTable,
  shuffled,
  slowRounds,
} from '../support/node-files.ts';
import { sharedServer } from '../support/shared-server.ts';
import { shortOrFull } from '../support/soak.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

// Tables with a foreign key to themselves: in which order a file has its rows decides nothing.

const DATABASE = 'aethertest_family';

const SOURCE = (table: string, columns: readonly string[]) => `
source: family
title: rows that refer to each other
files:
  people:
    match: people*.csv
    into: ${table}
    columns:
${columns.map((column) => `      - { ${column} }`).join('\n')}
`;

const PERSON = SOURCE('person', [
  'name: name, type: text, max_chars: 40, required: true',
  'name: father, type: text, max_chars: 40',
  'name: mother, type: text, max_chars: 40',
]);

let shop: Workspace;
let emptier: Emptier;

beforeAll(async () => {
  shop = await openWorkspace({
    server: sharedServer(),
    database: DATABASE,
    limits: { chunk_bytes: '64KiB' },
  });
  await shop.applySchema();
  await shop.admin.query(
    `CREATE TABLE ${DATABASE}.person (
       name VARCHAR(40) NOT NULL PRIMARY KEY, father VARCHAR(40) NULL, mother VARCHAR(40) NULL,
       CONSTRAINT fk_father FOREIGN KEY (father) REFERENCES person (name),
       CONSTRAINT fk_mother FOREIGN KEY (mother) REFERENCES person (name),
       CONSTRAINT chk_name CHECK (name <> 'refused'))
     ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci`,
  );
  await shop.admin.query(nodeTable(DATABASE));
  emptier = await createEmptier(shop, [`${DATABASE}.person`, `${DATABASE}.node`]);
});

beforeEach(async () => {
  await emptier.empty();
  await shop.write('s.yaml', PERSON);
  await rm(join(shop.directory, 'people.csv.rejects.csv'), { force: true });
});

afterAll(() => shop[Symbol.asyncDispose]());

const args = (...more: string[]) => ['ingest', './s.yaml', '--from', shop.directory, '--json', ...more];

async function ingest(...more: string[]) {
  const ended = await shop.run(args(...more));
  const { data, error } = documentOf<IngestData>(ended);
  return { ...ended, file: data?.files?.[0], error };
}

async function deliver(records: readonly string[], ...more: string[]) {
  await shop.write('people.csv', `${['name,father,mother', ...records].join('\n')}\n`);
  return ingest(...more);
}

const names = async () =>
  (await shop.rows(`SELECT name FROM ${DATABASE}.person ORDER BY name`)).map(({ name }) => String(name));

const rejects = async () =>
  (
    await shop.rows(
      `SELECT file_line AS line, rule, raw FROM ${DATABASE}_meta.ingest_reject WHERE replayed_at IS NULL ORDER BY file_line`,
    )
  ).map(({ line, rule, raw }) => `${line} ${rule} ${String(raw)}`);

const deferred = async () => (await shop.rows(`SELECT * FROM ${DATABASE}_meta.ingest_deferred`)).length;

const nodeCounts = async () => (await shop.rows(NODE_COUNTS(DATABASE)))[0];

describe('rows of one part of a file', () => {
  it('are loaded, children before parents', async () => {
    const { file, exitCode } = await deliver(
      ['bart,omer,marge', 'lisa,OMER,marge', 'omer,grampa,', 'marge,,', 'grampa,,', 'self,self,'],
      '--max-rejects',
      '0',
    );
    expect({ exitCode, file }).toMatchObject({ exitCode: 0, file: { accepted: 6, rejected: 0 } });
    expect(await names()).toEqual(['bart', 'grampa', 'lisa', 'marge', 'omer', 'self']);
    expect((await deliver(['ling,bart,selma', 'selma,,'], '--append')).file).toMatchObject({ accepted: 2 });
  });

  it('are rejects with their line if they refer to each other in a circle, or to nobody', async () => {
    const { file, exitCode } = await deliver(
      ['a,b,', 'b,c,', 'c,a,', 'child,a,', 'orphan,nobody,', 'good,,', 'half,good,nobody'],
      '--max-rejects',
      '6',
    );
    expect({ exitCode, file }).toMatchObject({ exitCode: 0, file: { parsed: 7, accepted: 1, rejected: 6 } });
    expect(await names()).toEqual(['good']);
    expect(await rejects()).toEqual([
      '2 foreign_key a,b,',
      '3 foreign_key b,c,',
      '4 foreign_key c,a,',
      '5 foreign_key child,a,',
      '6 foreign_key orphan,nobody,',
      '8 foreign_key half,good,nobody',
    ]);
    expect(await deferred()).toBe(0);
  });

  it('are rejects if their parent is refused for another reason', async () => {
    const { file } = await deliver(['kid,refused,', 'refused,,', 'twin,,', 'twin,,'], '--max-rejects', '3');
    expect(file).toMatchObject({ accepted: 1, rejected: 3 });
    expect(await rejects()).toEqual([
      '2 foreign_key kid,refused,',
      '3 check_constraint refused,,',
      '5 duplicate_key twin,,',
    ]);
  });
});

describe('rows of many parts of a file', () => {
  const MANY = 5000;
  beforeEach(() => shop.write('s.yaml', NODE_SOURCE));

  it.each([
    ['sorted', (records: string[]) => records],
    ['sorted backwards', (records: string[]) => records.toReversed()],
    ['in no order', shuffled],
  ])('are loaded, %s, by several streams', async (_order, order) => {
    await shop.write('people.csv', nodes(MANY, order));
    const { file, stderr } = await ingest('--max-rejects', '0', '--parallel', '3');
    expect(file, stderr).toMatchObject({ parsed: MANY, accepted: MANY, rejected: 0 });
    expect(await nodeCounts()).toEqual({ nodes: MANY, children: MANY - 2 });
    expect(await deferred()).toBe(0);
    const [chunks] = await shop.rows(
      `SELECT COUNT(*) AS n FROM ${DATABASE}_meta.ingest_chunk WHERE deferred > 0 OR rows_sha256 IS NULL`,
    );
    expect(Number(chunks?.['n'])).toBe(0);
    expect((await ingest()).file).toMatchObject({ result: 'unchanged' });
  });

  it('are loaded as one chain that ends with its beginning', async () => {
    const chain = Array.from({ length: MANY }, (_, at) => {
      const id = MANY - at;
      return `0,${id},${id === 1 ? '' : id - 1},${'x'.repeat(40)}`;
    });
    await shop.write('people.csv', `${['tree,id,parent,note', ...chain].join('\n')}\n`);
    expect((await ingest('--max-rejects', '0')).file).toMatchObject({ accepted: MANY });
    expect(await nodeCounts()).toEqual({ nodes: MANY, children: MANY - 1 });
  });

  it('count against the budget only when all rounds are over, and a larger one loads on', async () => {
    const orphans = Array.from({ length: 40 }, (_, at) => `9,${at + 1},${at + 100000},lost`);
    await shop.write(
      'people.csv',
      nodes(MANY, (records) => [...orphans, ...records.toReversed()]),
    );
    const stopped = await ingest('--max-rejects', '5', '--parallel', '2');
    expect(stopped).toMatchObject({ exitCode: 1, file: { result: 'stopped' } });
    expect(await nodeCounts()).toEqual({ nodes: MANY, children: MANY - 2 });
    const { file } = await ingest('--max-rejects', '40');
    expect(file).toMatchObject({ result: 'resumed', parsed: MANY + 40, accepted: MANY, rejected: 40 });
    expect(await deferred()).toBe(0);
    expect((await rejects()).length).toBe(40);
  });

  it('are loaded by a corrected file of the same name, and nothing twice', async () => {
    const orphans = Array.from({ length: 3 }, (_, at) => `9,${at + 1},7,lost`);
    const order = (records: string[]) => [...orphans, ...records.toReversed()];
    await shop.write('people.csv', nodes(MANY, order));
    expect((await ingest('--max-rejects', '3')).file).toMatchObject({ accepted: MANY, rejected: 3 });
    await shop.write('people.csv', `${nodes(MANY, order)}9,7,,found\n`);
    expect(await ingest('--max-rejects', '0')).toMatchObject({
      exitCode: 0,
      file: { result: 'corrected', parsed: MANY + 4, accepted: MANY + 4, rejected: 0 },
    });
    expect(await nodeCounts()).toEqual({ nodes: MANY + 4, children: MANY + 1 });
  });

  it('are loaded by --replay once their parent is there', async () => {
    await shop.write('people.csv', 'tree,id,parent,note\n1,2,1,kid\n1,3,2,grandkid\n');
    const first = await ingest('--max-rejects', '2');
    expect(first.file).toMatchObject({ accepted: 0, rejected: 2 });
    await shop.rows(`INSERT INTO ${DATABASE}.node VALUES (1, 1, NULL, NULL)`);
    const replay = ['ingest', './s.yaml', '--replay', first.file?.rejects_file ?? '', '--json'];
    const replayed = documentOf<IngestData>(await shop.run(replay));
    expect(replayed.data.files[0]).toMatchObject({ accepted: 2, rejected: 0 });
    expect(await rejects()).toEqual([]);
  });

  it('become rejects if the source changes before their parent has come', async () => {
    const orphans = Array.from({ length: 9 }, (_, at) => `9,${at + 1},70,lost`);
    await shop.write(
      'people.csv',
      nodes(20, (records) => [...orphans, ...records]),
    );
    expect((await ingest('--max-rejects', '5')).file).toMatchObject({ result: 'stopped' });
    await shop.write('s.yaml', NODE_SOURCE.replace('max_chars: 60', 'max_chars: 59'));
    const { file } = await ingest('--max-rejects', '9');
    expect(file).toMatchObject({ result: 'resumed', accepted: 20, rejected: 9 });
    expect(await deferred()).toBe(0);
  });

  it('are loaded once by the next run after kill -9 between two rounds', { timeout: 240_000 }, async () => {
    await shop.write('people.csv', nodes(MANY, shuffled));
    {
      await using _slow = await slowRounds(shop);
      const running = shop.start(args('--max-rejects', '0', '--parallel', '2'));
      await betweenRounds(deferred);
      running.kill('SIGKILL');
      await running.ended;
    }
    await shop.rows(`UPDATE ${DATABASE}_meta.lease SET expires_at = UTC_TIMESTAMP(6)`);
    expect(await deferred()).toBeGreaterThan(0);
    const { file, stderr } = await ingest('--max-rejects', '0', '--parallel', '2');
    expect(file, stderr).toMatchObject({ result: 'resumed', parsed: MANY, accepted: MANY, rejected: 0 });
    expect(await nodeCounts()).toEqual({ nodes: MANY, children: MANY - 2 });
    expect(await deferred()).toBe(0);
  });

  const kills = shortOrFull(1, 40);
  it(
    `end as after one clean run, after kill -9 at ${kills} moments`,
    { timeout: (2 + kills) * 60_000 },
    async () => {
      const orphans = Array.from({ length: 3 }, (_, at) => `9,${at + 1},7,lost`);
      await shop.write(
        'people.csv',
        nodes(MANY, (records) => [...orphans, ...shuffled(records)]),
      );
      const strikes = await crashAndRepeat(
        {
          workspace: shop,
          args: args('--max-rejects', '3', '--parallel', '2'),
          reset: () => emptier.empty(),
          state: async () => ({
            nodes: await nodeCounts(),
            rejects: await rejects(),
            deferred: await deferred(),
            chunks: await shop.rows(
              `SELECT chunk_no, parsed, accepted, rejected, deferred, rows_sha256 FROM ${DATABASE}_meta.ingest_chunk ORDER BY 1`,
            ),
          }),
          strike: async (running) => running.kill('SIGKILL'),
        },
        kills,
      );
      console.info('kill -9 while rows wait for their parents:', strikes);
    },
  );
});
