import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, createWriteStream } from 'node:fs';
import { chmod, mkdir, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PlanDocument } from '../../src/lib/core/plan-schema.ts';
import { documentOf, type Ended } from '../support/aether-cli.ts';
import { type IngestData, type IngestFile, plannedFiles } from '../support/ingest-document.ts';
import { createEmptier, type Emptier } from '../support/ingest-state.ts';
import { sharedServer } from '../support/shared-server.ts';
import { shortOrFull } from '../support/soak.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

const SOURCE = `
source: colours
title: Two small files for one table
files:
  colours:
    match: colours.csv
    key: [code]
    columns:
      - { name: code, type: text, charset: ascii, max_chars: 64, required: true }
      - { name: name, type: text, max_chars: 200, required: true }
  shades:
    match: shades.csv
    optional: true
    columns:
      - { name: shade, type: text, charset: ascii, max_chars: 64, required: true }
steps:
  - upsert: category
    file: colours
    key: [category_no]
    update: none
    select: SELECT s.code AS category_no FROM {{colours}} AS s
`;

const HEADER = 'code,name';

/** What two sound records look like on the server. */
const SOUND = ['c1 açaí', 'c2 azul'];
const SOUND_FILE = `${HEADER}\nc1,açaí\nc2,azul\n`;

const MEBIBYTE = 1024 * 1024;

/** zstd is read by its own command. */
const zstdMissing = spawnSync('zstd', ['--version']).error !== undefined;

let shop: Workspace;
let emptier: Emptier;

beforeAll(async () => {
  shop = await openWorkspace({
    server: sharedServer(),
    database: 'aethertest_bad_input',
  });
  await shop.applySchema();
  await shop.write('colours.yaml', SOURCE);
  emptier = await createEmptier(shop);
});

beforeEach(async () => {
  await emptier.empty();
  await rm(join(shop.directory, 'files'), { recursive: true, force: true });
  await mkdir(join(shop.directory, 'files'));
});

afterAll(() => shop[Symbol.asyncDispose]());

const write = (content: string | Buffer, name = 'colours.csv') => shop.write(`files/${name}`, content);

const ARGS = ['ingest', './colours.yaml', '--from', 'files', '--json'] as const;

const ingest = (...more: string[]): Promise<Ended> => shop.run([...ARGS, ...more]);

/** In a process of its own, of which the test sees more than the answer. */
const ingestAlone = (...more: string[]): Promise<Ended> => shop.aether([...ARGS, ...more]);

function fileOf(ended: Ended): IngestFile {
  return documentOf<IngestData>(ended).data.files[0]!;
}

/** Rows in the business table and in the staging tables, and files that the ledger holds for loaded. */
async function leftBehind(): Promise<Record<string, number>> {
  const { database } = shop;
  const stages = await shop.rows(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = '${database}_stage'`,
  );
  const count = async (table: string) =>
    Number((await shop.rows(`SELECT COUNT(*) AS count FROM ${table}`))[0]!['count']);
  const staged = await Promise.all(stages.map((row) => count(`${database}_stage.${row['name'] as string}`)));
  return {
    categories: await count(`${database}.category`),
    staged: staged.reduce((sum, rows) => sum + rows, 0),
    loadedFiles: await count(
      `${database}_meta.ingest_file WHERE state IN ('loaded', 'waiting', 'transformed')`,
    ),
    chunks: await count(
      `${database}_meta.ingest_chunk JOIN ${database}_meta.ingest_file USING (file_id) WHERE state <> 'failed'`,
    ),
  };
}

const NOTHING = { categories: 0, staged: 0, loadedFiles: 0, chunks: 0 };

/** Expects the run to end with this error, and nothing to be there. */
async function expectRefused(ended: Ended, code: string, message: RegExp): Promise<void> {
  const { error } = documentOf(ended);
  expect(error, ended.stdout).toMatchObject({ code });
  expect(error?.message).toMatch(message);
  expect(ended.exitCode).toBe(2);
  expect(await leftBehind()).toEqual(NOTHING);
}

describe('a file that is not what the source describes', () => {
  it.each([
    ['another delimiter', SOUND_FILE.replaceAll(',', ';'), /fields seem to be separated by ";"/],
    [
      'latin1 passed off as UTF-8',
      // One line alone may be a slip of one record; here every line says the same.
      Buffer.from(`${HEADER}\nc1,açaí\nc2,maçã\nc3,pão\n`, 'latin1'),
      /colours\.csv:2: 3 of 4 lines hold bytes that are not valid utf-8; this is the first/,
    ],
    [
      'UTF-16 passed off as UTF-8',
      Buffer.from(`\uFEFF${SOUND_FILE}`, 'utf16le'),
      /byte order mark says utf-16/,
    ],
    [
      'another header',
      SOUND_FILE.replace('code', 'kode'),
      /colours\.csv:1: the header lacks "code", did you mean "kode"/,
    ],
    [
      'something that is no text',
      Buffer.from('89504e470d0a1a0a0000000d49484452000001', 'hex'),
      /binary data/,
    ],
    ['one compressed twice', gzipSync(gzipSync(SOUND_FILE)), /compressed with gzip/],
  ])('%s: INPUT_FORMAT', async (_what, content, message) => {
    await write(content);
    await expectRefused(await ingest(), 'INPUT_FORMAT', message);
    expect(documentOf(await ingest('--dry-run')).error?.code).toBe('INPUT_FORMAT');
  });

  it('stops the run before another file of it is loaded', async () => {
    await write(SOUND_FILE);
    await write('shades\nlight\n', 'shades.csv');
    await expectRefused(
      await ingest(),
      'INPUT_FORMAT',
      /shades\.csv:1: the header lacks "shade", did you mean "shades"/,
    );
  });

  it('prints one error and no result', async () => {
    await write(SOUND_FILE.replaceAll(',', ';'));
    const { exitCode, stdout, stderr } = await shop.run(['ingest', './colours.yaml', '--from', 'files']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr.match(/error\[/g)).toHaveLength(1);
    expect(stderr).toMatch(/try: .*dialect\.delimiter/);
  });
});

describe('a command line that is wrong', () => {
  it.each([
    [['ingest'], 64, 'USAGE', /missing required argument 'source'/],
    [['ingest', './colours.yaml'], 64, 'USAGE', /no input given/],
    [
      ['ingest', './colours.yaml', '--from', 'files', '--max-rejects', 'many'],
      64,
      'USAGE',
      /must be a count such as 100/,
    ],
    [['ingest', './colours.yaml', '--from', 'files', '--parallel', '0'], 64, 'USAGE', /parallel/],
    [['ingest', 'colors', '--from', 'files'], 2, 'SOURCE_NOT_FOUND', /no source "colors"/],
    [['ingest', './none.yaml', '--from', 'files'], 2, 'SOURCE_NOT_FOUND', /none\.yaml: no such file/],
    [['ingest', './aether.yaml', '--from', 'files'], 78, 'SOURCE_INVALID', /problems? in .*aether\.yaml/],
  ] as const)('%j: exit code %i and one document', async (args, exitCode, code, message) => {
    await write(SOUND_FILE);
    const ended = await shop.aether([...args, '--json']);
    expect(ended.exitCode, ended.stdout + ended.stderr).toBe(exitCode);
    expect(documentOf(ended).error).toMatchObject({ code });
    expect(documentOf(ended).error?.message).toMatch(message);
    expect(await leftBehind()).toEqual(NOTHING);
  });
});

describe('a file that cannot be read', () => {
  it('that is not there: INPUT_NOT_FOUND, with the name that it may have', async () => {
    await write(SOUND_FILE, 'colors.csv');
    await expectRefused(await ingest(), 'INPUT_NOT_FOUND', /colours\.csv, did you mean "colors\.csv"\?/);
  });

  it('that is a directory: INPUT_UNREADABLE', async () => {
    await mkdir(join(shop.directory, 'files', 'colours.csv'));
    await expectRefused(await ingest(), 'INPUT_UNREADABLE', /colours\.csv: is a directory, a file is needed/);
  });

  it('that is a pipe: INPUT_UNREADABLE, and nobody waits for somebody to write', async () => {
    execFileSync('mkfifo', [join(shop.directory, 'files', 'colours.csv')]);
    await expectRefused(await ingest(), 'INPUT_UNREADABLE', /colours\.csv: is no regular file/);
  });

  it('that somebody is still writing: INPUT_UNREADABLE', async () => {
    const path = await write(SOUND_FILE);
    let records = 0;
    const writer = setInterval(() => appendFileSync(path, `w${(records += 1)},late\n`), 1);
    const ended = await ingestAlone();
    clearInterval(writer);
    await expectRefused(ended, 'INPUT_UNREADABLE', /colours\.csv: is still being written: it had \d+ bytes/);
  });

  it('that holds nothing: INPUT_EMPTY', async () => {
    await write('');
    await expectRefused(await ingest(), 'INPUT_EMPTY', /colours\.csv: is empty/);
    await write(gzipSync(''));
    await expectRefused(await ingest(), 'INPUT_EMPTY', /colours\.csv: the file is empty/);
  });

  it('that belongs to somebody else: INPUT_UNREADABLE', async (test) => {
    const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined;
    await chmod(await write(SOUND_FILE), 0o000);
    await chmod(shop.directory, 0o755);
    const options = {
      ...(user === undefined ? {} : { user }),
      variables: { AETHER_STATE_DIR: '/nonexistent' },
    };
    const version = await shop.aether(['--version'], options);
    test.skip(version.exitCode !== 0, 'nobody else can run the command where it is installed');
    // Without a server: the passwords are not for everybody to read either.
    await expectRefused(
      await shop.aether([...ARGS, '--dry-run'], options),
      'INPUT_UNREADABLE',
      /cannot be read \(EACCES\)/,
    );
  });

  it.each([
    ['in its first block', 50, 10],
    ['far behind what is looked at first', 100_000, 100],
  ])('that is compressed and ends too early, %s: INPUT_DAMAGED', async (_where, records, missing) => {
    const lines = Array.from({ length: records }, (_, index) => `c${index},name ${index}`);
    const whole = gzipSync([HEADER, ...lines].join('\n'), { level: 1 });
    await write(whole.subarray(0, whole.length - missing), 'colours.csv.gz');
    await expectRefused(await ingest(), 'INPUT_DAMAGED', /colours\.csv\.gz: the gzip data ends too early/);
  });

  it.skipIf(zstdMissing)('that is compressed with zstd and ends too early: INPUT_DAMAGED', async () => {
    // Few records, which the table behind takes its time over, and more than is looked at first.
    const records = 2_000;
    const lines = Array.from({ length: records }, (_, index) => `c${index},${`name ${index} `.repeat(16)}`);
    const text = [HEADER, ...lines].join('\n');
    expect(text.length).toBeGreaterThan(256 * 1024);
    const whole = execFileSync('zstd', ['-c'], { input: text, maxBuffer: text.length });
    await write(whole.subarray(0, whole.length - 100), 'colours.csv.zst');
    await expectRefused(await ingest(), 'INPUT_DAMAGED', /colours\.csv\.zst: the zstd data is damaged/);
    await write(whole, 'colours.csv.zst');
    expect(fileOf(await ingest())).toMatchObject({ result: 'loaded', accepted: records });
  });

  it('that is compressed and was changed on the way: INPUT_DAMAGED', async () => {
    const lines = Array.from({ length: 100_000 }, (_, index) => `c${index},name ${index}`);
    const bytes = gzipSync([HEADER, ...lines].join('\n'), { level: 1 });
    bytes[bytes.length - 6]! ^= 0xff;
    await write(bytes, 'colours.csv.gz');
    await expectRefused(await ingest(), 'INPUT_DAMAGED', /colours\.csv\.gz: the gzip data is damaged/);
  });
});

describe('a file with rows that are none', () => {
  it('loads no record of a header alone, and that is no failure', async () => {
    await write(`${HEADER}\n`);
    const ended = await ingest();
    expect(ended.exitCode, ended.stderr).toBe(0);
    expect(fileOf(ended)).toMatchObject({ result: 'loaded', parsed: 0, accepted: 0, rejected: 0 });
  });

  it('passes over 90,000 empty lines, and counts lines all the same', async () => {
    await write(`${HEADER}\nc1,açaí\n${'\n'.repeat(90_000)}c2,azul\nc3\n`);
    const ended = await ingest('--max-rejects', '1');
    expect(ended.exitCode, ended.stderr).toBe(0);
    const file = fileOf(ended);
    expect(file).toMatchObject({ parsed: 3, accepted: 2, rejected: 1 });
    expect(file.rules).toMatchObject([{ rule: 'field_count', first_record: 3, first_line: 90_004 }]);
  });

  it('rejects records of nothing but commas, and loads nothing of such a file', async () => {
    // Several times as many as one chunk may reject.
    const count = shortOrFull(20_000, 90_000);
    await write(`${HEADER}\nc1,açaí\n${',\n'.repeat(count)}c2,azul\n`);
    const ended = await ingest();
    expect(ended.exitCode).toBe(1);
    const file = fileOf(ended);
    expect(file).toMatchObject({ result: 'over_budget', parsed: count + 2, rejected: count });
    expect(file.rules).toMatchObject([{ rule: 'blank_record', count, first_line: 3 }]);
    expect(await leftBehind()).toEqual(NOTHING);
    expect(fileOf(await ingest('--max-rejects', `${count}`))).toMatchObject({
      result: 'loaded',
      accepted: 2,
    });
  });

  it('finds one record in another encoding far behind what is looked at first', async () => {
    const many = Array.from({ length: 60_000 }, (_, index) => `d${index},an ordinary name`).join('\n');
    const bytes = Buffer.concat([Buffer.from(`${HEADER}\n${many}\n`), Buffer.from('c1,açaí\n', 'latin1')]);
    await write(bytes);
    const ended = await ingest();
    expect(ended.exitCode).toBe(1);
    expect(fileOf(ended)).toMatchObject({
      result: 'over_budget',
      rejected: 1,
      rules: [{ rule: 'encoding', column: 'name', first_record: 60_001, first_line: 60_002 }],
    });
    expect(await leftBehind()).toEqual(NOTHING);
  });
});

describe('line ends and marks', () => {
  it.each([
    ['CRLF', SOUND_FILE.replaceAll('\n', '\r\n')],
    ['CR', SOUND_FILE.replaceAll('\n', '\r')],
    ['a byte order mark', `\uFEFF${SOUND_FILE}`],
    ['a byte order mark, quotes and CRLF', `\uFEFF"code","name"\r\n"c1","açaí"\r\n"c2","azul"\r\n`],
    ['no line end behind the last record', SOUND_FILE.trimEnd()],
    ['both, one after the other', `${HEADER}\r\nc1,açaí\nc2,azul\r\n`],
  ])('%s: the same records', async (_what, content) => {
    await write(content);
    const ended = await ingest();
    expect(ended.exitCode, ended.stderr).toBe(0);
    const staged = await shop.rows(
      `SELECT code, name FROM ${shop.database}_stage.colours_colours ORDER BY code`,
    );
    expect(staged.map((row) => Object.values(row).join(' '))).toEqual(SOUND);
  });
});

/** Below what the long line takes; the longest record that is kept is 16 MiB. */
const MEMORY = 220 * MEBIBYTE;

it('keeps little of a file that is rejected from beginning to end', async () => {
  const count = shortOrFull(1, 4) * MEBIBYTE;
  await write(`${HEADER}\n${'x,\n'.repeat(count)}`);
  const ended = await ingestAlone('--dry-run', '--max-rejects', '100%');
  expect(ended.exitCode, ended.stdout).toBe(0);
  const files = plannedFiles(documentOf<PlanDocument>(ended).data);
  expect(files).toMatchObject([{ parsed: count, rejected: count }]);
  expect(ended.peakBytes).toBeLessThan(MEMORY);
});

/** More than the memory that is allowed, by far in the full proof. */
const LINE_MEBIBYTES = shortOrFull(300, 1024);

describe(`a line of ${LINE_MEBIBYTES} MiB`, () => {
  it('in place of a header: INPUT_FORMAT', async () => {
    const path = await write('x'.repeat(2 * MEBIBYTE));
    // The rest is a hole, which takes no room and no time to write.
    await truncate(path, LINE_MEBIBYTES * MEBIBYTE);
    const ended = await ingestAlone();
    await expectRefused(ended, 'INPUT_FORMAT', /no line ends in its first 256.0 KiB/);
    expect(ended.peakBytes).toBeLessThan(MEMORY);
  });

  it('among sound records is one reject, and all others are loaded', { timeout: 300_000 }, async () => {
    const path = join(shop.directory, 'files', 'colours.csv.gz');
    const part = Buffer.alloc(MEBIBYTE, 'x');
    const parts = function* () {
      yield `${HEADER}\nc1,açaí\nc9,`;
      for (let count = 0; count < LINE_MEBIBYTES; count += 1) yield part;
      yield '\nc2,azul\n';
    };
    const file = createWriteStream(path);
    await once(file, 'open');
    await pipeline(Readable.from(parts()), createGzip({ level: 1 }), file);
    const ended = await ingestAlone('--max-rejects', '1');
    expect(ended.exitCode, ended.stdout).toBe(0);
    expect(fileOf(ended)).toMatchObject({
      parsed: 3,
      accepted: 2,
      rejected: 1,
      rules: [{ rule: 'record_too_long', first_record: 2, first_line: 3 }],
    });
    expect(await leftBehind()).toMatchObject({ categories: 2 });
    expect(ended.peakBytes).toBeGreaterThan(30 * MEBIBYTE);
    expect(ended.peakBytes).toBeLessThan(MEMORY);
    console.info(`a line of ${LINE_MEBIBYTES} MiB takes ${Math.round(ended.peakBytes / MEBIBYTE)} MiB`);
  });
});
