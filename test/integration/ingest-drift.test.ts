// @module-tag tried-once
import { gzipSync } from 'node:zlib';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PlanDocument } from '../../src/lib/core/plan-schema.ts';
import { documentOf } from '../support/aether-cli.ts';
import { crashAndRepeat } from '../support/crash-runs.ts';
import { type IngestData, plannedFiles } from '../support/ingest-document.ts';
import { createEmptier, type Emptier } from '../support/ingest-state.ts';
import { sharedServer } from '../support/shared-server.ts';
import { shortOrFull } from '../support/soak.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

// What the ledger says is loaded, and what the tables say.

const DATABASE = 'aethertest_drift';
const MANY = 3000;

const COLUMNS = `
    columns:
      - { name: code, type: integer, required: true }
      - { name: value, type: text, max_chars: 40 }
`;

const DIRECT = (more = '') => `
source: direct
title: straight into a table
files:
  lines:
    match: lines*.csv
    into: line
${more}${COLUMNS}`;

const STAGED = (more = '') => `
source: staged
title: by a step
files:
  lines:
    match: lines*.csv
${more}${COLUMNS}
steps:
  - check: unknown_code
    file: lines
    on_fail: wait
    reason: the code is not known yet
    where: s.code > (SELECT MAX(code) FROM known)
  - upsert: place
    file: lines
    key: [code]
    select: SELECT code, value FROM {{lines}} WHERE code <= (SELECT MAX(code) FROM known)
`;

let shop: Workspace;
let emptier: Emptier;

beforeAll(async () => {
  shop = await openWorkspace({
    server: sharedServer(),
    database: DATABASE,
    limits: { chunk_bytes: '64KiB' },
  });
  await shop.applySchema();
  await createTables();
  emptier = await createEmptier(shop, [`${DATABASE}.line`, `${DATABASE}.place`]);
});

beforeEach(async () => {
  await emptier.empty();
  await shop.admin.query(`UPDATE ${DATABASE}.known SET code = 1000000`);
  for (const name of ['lines.csv', 'lines.csv.gz', 'lines-2.csv'])
    await rm(join(shop.directory, name), { force: true });
});

afterAll(() => shop[Symbol.asyncDispose]());

async function createTables(): Promise<void> {
  await shop.admin.query(
    `CREATE OR REPLACE TABLE ${DATABASE}.line (code INT NOT NULL, value VARCHAR(40) NULL, file_no BIGINT UNSIGNED NULL)`,
  );
  await shop.admin.query(
    `CREATE OR REPLACE TABLE ${DATABASE}.place (code INT NOT NULL PRIMARY KEY, value VARCHAR(40) NULL)`,
  );
  await shop.admin.query(`CREATE OR REPLACE TABLE ${DATABASE}.known (code INT NOT NULL PRIMARY KEY)`);
  await shop.admin.query(`INSERT INTO ${DATABASE}.known VALUES (1000000)`);
}

function lines(from: number, to: number, value = 'first'): string {
  const records = Array.from({ length: to - from + 1 }, (_, at) => `${from + at},${value}`);
  return `${['code,value', ...records].join('\n')}\n`;
}

const args = (...more: string[]) => ['ingest', './s.yaml', '--from', shop.directory, '--json', ...more];

async function ingest(...more: string[]) {
  const ended = await shop.run(args(...more));
  const { data, next } = documentOf<IngestData>(ended) as { data: IngestData; next?: string[] };
  return { ...ended, results: data?.files?.map(({ result }) => result), next };
}

/** As `first`, or `first 1-10, second 11`: what is in a table. */
async function values(table: 'line' | 'place'): Promise<string> {
  const rows = await shop.rows(
    `SELECT CONCAT(value, ' ', COUNT(*), ' of ', COUNT(DISTINCT code)) AS shown FROM ${DATABASE}.${table} GROUP BY value ORDER BY value`,
  );
  return rows.map(({ shown }) => String(shown)).join(', ');
}

const empty = (table: string) => shop.admin.query(`TRUNCATE TABLE ${DATABASE}.${table}`);

describe('a file that went straight into a table', () => {
  beforeEach(() => shop.write('s.yaml', DIRECT()));

  it('is not called loaded if the table is empty, and --force loads it again', async () => {
    await shop.write('lines.csv', lines(1, MANY));
    expect(await ingest()).toMatchObject({ exitCode: 0, results: ['loaded'] });
    await empty('line');
    const told = await ingest();
    expect(told).toMatchObject({ exitCode: 1, results: ['missing'] });
    expect(told.stderr).toContain(`${DATABASE}.line is empty; --force loads it again`);
    expect(JSON.stringify(told.next)).toContain('--force');
    expect(await values('line')).toBe('');
    const dry = documentOf<PlanDocument>(await shop.run(args('--dry-run')));
    expect(plannedFiles(dry.data).map(({ result }) => result)).toEqual(['missing']);
    expect(await ingest('--force')).toMatchObject({ exitCode: 0, results: ['loaded'] });
    expect(await values('line')).toBe(`first ${MANY} of ${MANY}`);
    expect(await ingest()).toMatchObject({ exitCode: 0, results: ['unchanged'] });
  });

  it('is not called loaded if the table was dropped and made again', async () => {
    await shop.write('lines.csv', lines(1, 9));
    await ingest();
    await shop.admin.query(`DROP TABLE ${DATABASE}.line`);
    expect(documentOf(await shop.run(args())).error).toMatchObject({ code: 'LOAD_REFUSED' });
    await createTables();
    expect((await ingest()).results).toEqual(['missing']);
  });

  it('lets other files load, and notes that rows are fewer than the ledger says', async () => {
    await shop.write('lines.csv', lines(1, 9));
    await ingest();
    await empty('line');
    await shop.write('lines-2.csv', lines(10, 20));
    expect(await ingest()).toMatchObject({ exitCode: 1, results: ['loaded', 'missing'] });
    const told = await ingest();
    expect(told).toMatchObject({ exitCode: 0, results: ['unchanged', 'unchanged'] });
    expect(told.stderr).toContain(`${DATABASE}.line has 11 rows, and the ledger says that 20 were loaded`);
  });

  it('is left alone by --force if its rows may be there', async () => {
    await shop.write('lines.csv', lines(1, 9));
    await shop.write('lines-2.csv', lines(10, 20));
    await ingest();
    expect(await ingest('--force')).toMatchObject({ exitCode: 0, results: ['unchanged', 'unchanged'] });
    await shop.admin.query(`DELETE FROM ${DATABASE}.line WHERE code < 10`);
    // 9 rows are missing, and the two files have 20.
    const left = await ingest('--force');
    expect(left.results).toEqual(['unchanged', 'unchanged']);
    expect(left.stderr).toContain('of which 9 may be missing; --force leaves them');
    await rm(join(shop.directory, 'lines-2.csv'));
    expect((await ingest('--force')).results).toEqual(['loaded']);
    expect(await values('line')).toBe('first 20 of 20');
  });

  it('is found by its number, if the table has it', async () => {
    await shop.write('s.yaml', DIRECT('    file_id_column: file_no'));
    await shop.write('lines.csv', lines(1, 9));
    await shop.write('lines-2.csv', lines(10, 20));
    await ingest();
    await shop.admin.query(`DELETE FROM ${DATABASE}.line WHERE code < 10`);
    const again = await ingest('--force');
    expect(again.results).toEqual(['unchanged', 'loaded']);
    expect(await values('line')).toBe('first 20 of 20');
  });

  it('is not called loaded while --replace was deleting its rows', async () => {
    await shop.write('s.yaml', DIRECT('    file_id_column: file_no'));
    await shop.write('lines.csv', lines(1, 100));
    await ingest();
    await shop.rows(`UPDATE ${DATABASE}_meta.ingest_file SET state = 'replacing'`);
    await shop.rows(`DELETE FROM ${DATABASE}.line LIMIT 40`);
    expect(await ingest()).toMatchObject({ exitCode: 1, results: ['missing'] });
    expect((await ingest('--force')).results).toEqual(['loaded']);
    expect(await values('line')).toBe('first 100 of 100');
  });

  const kills = shortOrFull(1, 30);
  it(
    `ends as one clean run does, after kill -9 of --force at ${kills} moments`,
    { timeout: (2 + kills) * 60_000 },
    async () => {
      await shop.write('lines.csv', lines(1, MANY));
      await shop.write('lines-2.csv', lines(MANY + 1, 2 * MANY));
      const strikes = await crashAndRepeat(
        {
          workspace: shop,
          args: args('--force'),
          async reset() {
            await emptier.empty();
            await ingest();
            await empty('line');
          },
          state: () => values('line'),
          strike: async (running) => running.kill('SIGKILL'),
        },
        kills,
      );
      console.info('kill -9 of --force:', strikes);
    },
  );
});

describe('a file that steps have worked through', () => {
  beforeEach(() => shop.write('s.yaml', STAGED()));

  it('is not called loaded if the table that it filled is empty, and --force fills it', async () => {
    await shop.write('lines.csv', lines(1, 9));
    expect((await ingest()).results).toEqual(['loaded']);
    await empty('place');
    const told = await ingest();
    expect(told).toMatchObject({ exitCode: 1, results: ['missing'] });
    expect(told.stderr).toContain(`${DATABASE}.place is empty; --force loads it again`);
    expect(await ingest('--force')).toMatchObject({ exitCode: 0, results: ['loaded'] });
    expect(await values('place')).toBe('first 9 of 9');
  });

  it('is in the tables after deliveries A, B, A under one name', async () => {
    const deliver = async (value: string, ...more: string[]) => {
      await shop.write('lines.csv', lines(1, 9, value));
      const { results } = await ingest(...more);
      return `${results?.join()} ${await values('place')}`;
    };
    expect(await deliver('A')).toBe('loaded A 9 of 9');
    expect(await deliver('B')).toBe('loaded B 9 of 9');
    const dry = documentOf<PlanDocument>(
      await (shop.write('lines.csv', lines(1, 9, 'A')), shop.run(args('--dry-run'))),
    );
    expect(plannedFiles(dry.data).map(({ result }) => result)).toEqual(['checked']);
    expect(await deliver('A')).toBe('loaded A 9 of 9');
    expect(await deliver('A')).toBe('unchanged A 9 of 9');
    expect(await deliver('B')).toBe('loaded B 9 of 9');
    const states = await shop.rows(`SELECT state FROM ${DATABASE}_meta.ingest_file ORDER BY file_id`);
    expect(states.map(({ state }) => String(state))).toEqual([
      'superseded',
      'superseded',
      'superseded',
      'transformed',
    ]);
  });

  it('stays as it is if the source says that each file of a name is a new one', async () => {
    await shop.write('s.yaml', STAGED('    same_name: new'));
    for (const value of ['A', 'B', 'A']) {
      await shop.write('lines.csv', lines(1, 9, value));
      await ingest();
    }
    expect(await values('place')).toBe('B 9 of 9');
  });

  it('is a no-op when a directory that holds A and B under one name is loaded again', async () => {
    await shop.write('lines.csv', lines(1, 9, 'A'));
    await ingest();
    await shop.write('lines.csv.gz', gzipSync(lines(10, 20, 'B')));
    expect((await ingest()).results).toEqual(['unchanged', 'loaded']);
    expect((await ingest()).results).toEqual(['unchanged', 'unchanged']);
    expect((await ingest()).results).toEqual(['unchanged', 'unchanged']);
    expect(await values('place')).toBe('A 9 of 9, B 11 of 11');
  });

  it('is loaded again if its staged records were deleted before the steps were done with them', async () => {
    await shop.admin.query(`UPDATE ${DATABASE}.known SET code = 5`);
    await shop.write('lines.csv', lines(1, 9));
    expect((await ingest()).results).toEqual(['loaded']);
    await shop.admin.query(`TRUNCATE TABLE ${DATABASE}_stage.staged_lines`);
    await shop.admin.query(`UPDATE ${DATABASE}.known SET code = 1000000`);
    expect((await ingest()).results).toEqual(['loaded']);
    expect(await values('place')).toBe('first 9 of 9');
  });
});
