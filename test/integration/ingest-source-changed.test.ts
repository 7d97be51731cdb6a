// @module-tag tried-once
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readFile, rename, rm } from 'node:fs/promises';
import { parse } from 'yaml';
import { sourceSchema } from '../../src/lib/ingest/source/source-schema.ts';
import { earlierSpecSha256 } from '../../src/lib/ingest/source/spec-fingerprint.ts';
import { documentOf } from '../support/aether-cli.ts';
import { eventually } from '../support/eventually.ts';
import type { IngestData } from '../support/ingest-document.ts';
import { createEmptier, type Emptier } from '../support/ingest-state.ts';
import { sharedServer } from '../support/shared-server.ts';
import { slowChunks } from '../support/slow-chunks.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

// What becomes of half-loaded and waiting files when the source is corrected, or the file is gone, between two runs.

interface Description {
  readonly quote?: string;
  readonly chars?: number;
  readonly into?: string;
}

const source = ({ quote = '"', chars = 40, into }: Description = {}) => `
source: codes
title: codes with names
files:
  codes:
    match: codes*.csv
    dialect: { quote: ${quote === '' ? 'null' : `'${quote}'`} }
    key: [code]${into === undefined ? '' : `\n    into: ${into}`}
    columns:
      - { name: code, type: text, charset: ascii, max_chars: 64, required: true }
      - { name: name, type: text, max_chars: ${chars}, required: true }
${
  into === undefined
    ? `steps:
  - { check: not_yet, file: codes, on_fail: wait, reason: comes later, where: "s.name = 'later' AND NOT EXISTS (SELECT 1 FROM category AS c WHERE c.category_no = 'key')" }
  - { check: never, file: codes, on_fail: reject, reason: not wanted any more, where: "s.name = 'later' AND EXISTS (SELECT 1 FROM category AS c WHERE c.category_no = 'key')" }
  - { upsert: category, file: codes, key: [category_no], update: none, select: "SELECT s.code AS category_no FROM {{codes}} AS s WHERE s.name <> 'later'" }`
    : ''
}
`;

const COUNT = 60_000;

let shop: Workspace;
let emptier: Emptier;

beforeAll(async () => {
  shop = await openWorkspace({
    server: sharedServer(),
    database: 'aethertest_changed',
    limits: { chunk_bytes: '64KiB' },
  });
  await shop.applySchema();
  const table =
    '(code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin PRIMARY KEY, name VARCHAR(40) NOT NULL)';
  for (const name of ['plain', 'other']) await shop.rows(`CREATE TABLE aethertest_changed.${name} ${table}`);
  emptier = await createEmptier(shop);
});

afterAll(() => shop[Symbol.asyncDispose]());

beforeEach(async () => {
  await emptier.empty();
  for (const name of ['codes.csv', 'codes_2.csv']) await rm(`${shop.directory}/${name}`, { force: true });
});

const describeAs = (description?: Description) => shop.write('codes.yaml', source(description));
const args = (from: string) => ['ingest', './codes.yaml', '--from', from, '--max-rejects', '100'];

async function ingest(from: string) {
  const ended = await shop.run([...args(from), '--json']);
  const { data, error } = documentOf<IngestData>(ended);
  return { exitCode: ended.exitCode, stderr: ended.stderr, error, file: data?.files[0] };
}

const count = async (table: string) => {
  const [row] = await shop.rows(`SELECT CAST(COUNT(*) AS DOUBLE) AS count FROM aethertest_changed.${table}`);
  return row?.['count'] as number;
};

/** Starts a load and kills it when some chunks are there. */
async function killHalfway(from: string): Promise<void> {
  await using _slow = await slowChunks(shop, 300);
  const running = shop.start(args(from));
  await eventually('some chunks are there', async () => {
    const rows = await shop.rows('SELECT 1 FROM aethertest_changed_meta.ingest_chunk');
    return rows.length >= 3 ? true : undefined;
  });
  running.kill('SIGKILL');
  await running.ended;
  await shop.rows('DELETE FROM aethertest_changed_meta.lease');
}

/** Every hundredth record has a line break in quotes, which without quotes are two records. */
const codes = (with_: (index: number) => string) =>
  `code,name\n${Array.from({ length: COUNT }, (_, index) => `c${index},${with_(index)}`).join('\n')}\n`;

describe('a source that is corrected while a file of it is half loaded', () => {
  it('has a staged file loaded again', async () => {
    await describeAs({ quote: '' });
    const from = await shop.write(
      'codes.csv',
      codes((index) => (index % 1000 === 7 ? `"a, ${index}"` : 'n')),
    );
    await using _slow = await slowChunks(shop, 300);
    const killed = shop.start(['ingest', './codes.yaml', '--from', from, '--max-rejects', '100%']);
    await eventually('some chunks are there', async () => {
      const rows = await shop.rows('SELECT 1 FROM aethertest_changed_meta.ingest_chunk');
      return rows.length >= 3 ? true : undefined;
    });
    killed.kill('SIGKILL');
    await killed.ended;
    await shop.rows('DELETE FROM aethertest_changed_meta.lease');
    await describeAs();
    const { exitCode, stderr, file } = await ingest(from);
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toContain('the source has changed since its loading began: it is loaded again');
    expect(file).toMatchObject({ result: 'loaded', parsed: COUNT, rejected: 0 });
    expect(await count('category')).toBe(COUNT);
  });

  it('never takes a chunk of other bytes for one that is loaded', async () => {
    await describeAs({ into: 'plain' });
    const from = await shop.write(
      'codes.csv',
      codes((index) => `n${index}`),
    );
    await killHalfway(from);
    // As if the chunks had been cut otherwise: what is loaded behind byte 10 does not fit any more.
    await shop.rows('UPDATE aethertest_changed_meta.ingest_chunk SET byte_start = 11 WHERE chunk_no = 0');
    const { exitCode, error } = await ingest(from);
    expect(exitCode).toBe(2);
    expect(error).toMatchObject({ code: 'LOAD_REFUSED' });
    expect(error?.message).toContain('do not match what an earlier run has loaded');
  });

  it('doubles no row if it rejects fewer records now, and so cuts fewer chunks', async () => {
    await shop.rows(
      'CREATE OR REPLACE TABLE aethertest_changed.keyless (code VARCHAR(64), name VARCHAR(40))',
    );
    // 5,000 rejects end a chunk of 64 KiB long before its size does.
    await describeAs({ into: 'keyless', chars: 1 });
    const from = await shop.write(
      'codes.csv',
      codes((index) => (index < 5000 ? 'xy' : 'x')),
    );
    // The first chunk waits, the second one is committed; then aether and the session of the first one are killed.
    await shop.rows(
      `CREATE TRIGGER aethertest_changed_meta.slow_chunk AFTER INSERT ON aethertest_changed_meta.ingest_chunk
         FOR EACH ROW SET @slept = IF(NEW.chunk_no = 0, SLEEP(600), 0)`,
    );
    const running = shop.start(['ingest', './codes.yaml', '--from', from, '--max-rejects', '100%']);
    await eventually('the second chunk is committed', async () => {
      const [row] = await shop.rows('SELECT 1 FROM aethertest_changed_meta.ingest_chunk WHERE chunk_no = 1');
      return row;
    });
    running.kill('SIGKILL');
    await running.ended;
    await eventually('the session of the first chunk is gone', async () => {
      const waiting = await shop.rows(
        "SELECT id FROM information_schema.processlist WHERE state = 'User sleep' AND user = 'aether_ingest'",
      );
      for (const { id } of waiting) await shop.rows(`KILL ${id}`).catch(() => undefined);
      return waiting.length === 0 ? true : undefined;
    });
    await shop.rows('DROP TRIGGER aethertest_changed_meta.slow_chunk');
    await shop.rows('DELETE FROM aethertest_changed_meta.lease');

    await describeAs({ into: 'keyless' });
    const { exitCode, stderr, file } = await ingest(from);
    expect({ exitCode, file }, stderr).toMatchObject({
      exitCode: 0,
      file: { result: 'resumed', parsed: COUNT },
    });
    const [row] = await shop.rows(
      'SELECT CAST(COUNT(*) AS DOUBLE) AS loaded, CAST(COUNT(DISTINCT code) AS DOUBLE) AS codes FROM aethertest_changed.keyless',
    );
    expect(row).toEqual({ loaded: file?.accepted, codes: file?.accepted });
    expect(file!.accepted + file!.rejected).toBe(COUNT);
  });

  it('says so if the table is what has changed', async () => {
    await shop.rows(
      'CREATE OR REPLACE TABLE aethertest_changed.keyless (code VARCHAR(64), name VARCHAR(40))',
    );
    await describeAs({ into: 'keyless' });
    const from = await shop.write(
      'codes.csv',
      codes((index) => `n${index}`),
    );
    await killHalfway(from);
    await shop.rows('ALTER TABLE aethertest_changed.keyless MODIFY name VARCHAR(50)');
    const { exitCode, stderr } = await ingest(from);
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toContain('the source or its table has changed since its loading began');
    expect(await count('keyless')).toBe(COUNT);
  });

  it('is not what an older fingerprint of the same source in the ledger means', async () => {
    await describeAs();
    const from = await shop.write(
      'codes.csv',
      codes((index) => `n${index}`),
    );
    await killHalfway(from);
    const { files } = sourceSchema.parse(parse(source()));
    await shop.rows('UPDATE aethertest_changed_meta.ingest_file SET spec_sha256 = ?', [
      earlierSpecSha256(files['codes']!),
    ]);
    const { exitCode, stderr, file } = await ingest(from);
    expect(exitCode, stderr).toBe(0);
    expect(file).toMatchObject({ result: 'resumed', parsed: COUNT });
    expect(stderr).not.toContain('has changed');
  });

  it('loads the same bytes into another table', async () => {
    await describeAs({ into: 'plain' });
    const from = await shop.write('codes.csv', 'code,name\na,x\n');
    await ingest(from);
    await describeAs({ into: 'other' });
    expect((await ingest(from)).file).toMatchObject({ result: 'loaded', accepted: 1 });
    expect([await count('plain'), await count('other')]).toEqual([1, 1]);
  });

  it('says which waiting files have to be named again where their columns changed', async () => {
    await describeAs();
    const first = await shop.write('codes.csv', 'code,name\na,later\n');
    await ingest(first);
    await describeAs({ chars: 30 });
    const second = await shop.write('codes_2.csv', 'code,name\nb,now\n');
    const { stderr } = await ingest(second);
    expect(stderr).toContain(
      'codes.csv: was staged with other columns than the source has now; name it again',
    );
    expect((await ingest(first)).file).toMatchObject({ result: 'loaded', parsed: 1 });
  });
});

describe('records of an earlier run that a check rejects later', () => {
  beforeEach(async () => {
    await describeAs();
    await ingest(await shop.write('codes.csv', 'code,name\na,now\nb,later\n'));
  });

  const rejects = async () => {
    const rows = await shop.rows(
      'SELECT rule, CAST(file_line AS DOUBLE) AS line, CAST(raw AS CHAR) AS raw FROM aethertest_changed_meta.ingest_reject',
    );
    return rows;
  };

  it('are kept with line and bytes where their file still lies there', async () => {
    await ingest(await shop.write('codes_2.csv', 'code,name\nkey,now\n'));
    await ingest(await shop.write('codes_3.csv', 'code,name\nz,now\n'));
    expect(await rejects()).toEqual([{ rule: 'never', line: 3, raw: 'b,later' }]);
    const again = await ingest(`${shop.directory}/codes.csv`);
    expect(again.file).toMatchObject({ result: 'unchanged', rejected: 1 });
    expect(await readFile(again.file!.rejects_file!, 'utf8')).toContain(',b,later\n');
  });

  it('are told of where it does not', async () => {
    await rename(`${shop.directory}/codes.csv`, `${shop.directory}/gone.csv`);
    await ingest(await shop.write('codes_2.csv', 'code,name\nkey,now\n'));
    const { stderr } = await ingest(await shop.write('codes_3.csv', 'code,name\nz,now\n'));
    expect(stderr).toContain(
      'of an earlier run is gone: of records that are rejected now only the number is kept',
    );
    expect(await rejects()).toEqual([{ rule: 'never', line: 0, raw: '' }]);
  });
});

it('does not book a file that changes while it is loaded', async () => {
  await describeAs({ into: 'plain' });
  const from = await shop.write(
    'codes.csv',
    codes((index) => `n${index}`),
  );
  await using _slow = await slowChunks(shop, 300);
  const running = shop.start(args(from));
  await eventually('some chunks are there', async () => {
    const rows = await shop.rows('SELECT 1 FROM aethertest_changed_meta.ingest_chunk');
    return rows.length >= 1 ? true : undefined;
  });
  await shop.write('codes_new.csv', 'code,name\na,x\n');
  await rename(`${shop.directory}/codes_new.csv`, from);
  const ended = await running.ended;
  expect(ended.exitCode).toBe(2);
  expect(ended.stderr).toContain('has changed while it was read');
});
