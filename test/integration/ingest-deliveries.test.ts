// @module-tag tried-once
import { gzipSync } from 'node:zlib';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PlanDocument } from '../../src/lib/core/plan-schema.ts';
import { documentOf, type Ended } from '../support/aether-cli.ts';
import { crashAndRepeat } from '../support/crash-runs.ts';
import { eventually } from '../support/eventually.ts';
import type { IngestData, IngestFile } from '../support/ingest-document.ts';
import { createEmptier, type Emptier } from '../support/ingest-state.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { sharedServer } from '../support/shared-server.ts';
import { shortOrFull } from '../support/soak.ts';
import { slowChunks } from '../support/slow-chunks.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

// Files that come again under their name with other bytes, straight into a table that no unique key protects.

const source = (more = '') => `
source: lines
title: lines of a journal
files:
  lines:
    match: lines*.csv
    into: import_line
${more}
    columns:
      - { name: line_no, type: integer, required: true }
      - { name: text, type: text, max_chars: 60, required: true }
`;

const FILE_ID = '    file_id_column: file_no';

/** Several chunks of 64 KiB. */
const MANY = 6000;
const BAD = 4500;

const text = (id: number) => `${id} ${'x'.repeat(40)}`;

/** A file of `count` records, with those of `others` in their places. */
function lines(count: number, others: Readonly<Record<number, string>> = {}): string {
  const records = Array.from({ length: count }, (_, at) => others[at + 1] ?? `${at + 1},${text(at + 1)}`);
  return `${['line_no,text', ...records].join('\n')}\n`;
}

let shop: Workspace;
let emptier: Emptier;

beforeAll(async () => {
  shop = await openWorkspace({
    server: sharedServer(),
    database: 'aethertest_deliveries',
    limits: { chunk_bytes: '64KiB' },
  });
  await shop.applySchema();
  await shop.admin.query(
    `CREATE TABLE ${shop.database}.import_line (
       line_no INT NOT NULL, text VARCHAR(60) NOT NULL, file_no BIGINT UNSIGNED NULL,
       CONSTRAINT chk_text CHECK (text <> 'refused')) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`,
  );
  emptier = await createEmptier(shop, [`${shop.database}.import_line`]);
});

beforeEach(async () => {
  await emptier.empty();
  await shop.write('lines.yaml', source());
  for (const name of ['lines.csv', 'lines.csv.gz', 'lines-2.csv'])
    await rm(join(shop.directory, name), { force: true });
});

afterAll(() => shop[Symbol.asyncDispose]());

const args = () => ['ingest', './lines.yaml', '--from', shop.directory, '--json'];

const ingest = (...more: string[]): Promise<Ended> => shop.run([...args(), ...more]);

const REPLACE = ['--replace', '--confirm', 'test'];

async function deliver(content: string, ...more: string[]): Promise<Ended> {
  await shop.write('lines.csv', content);
  return ingest(...more);
}

async function deliverWell(content: string, ...more: string[]): Promise<IngestFile> {
  const ended = await deliver(content, ...more);
  expect(ended.exitCode, ended.stdout + ended.stderr).toBe(0);
  return documentOf<IngestData>(ended).data.files.find(({ path }) => path.endsWith('/lines.csv'))!;
}

/** How many rows there are, and how many different numbers. */
async function rows(): Promise<{ rows: number; numbers: number }> {
  const [found] = await shop.rows(
    `SELECT CAST(COUNT(*) AS DOUBLE) AS \`rows\`, CAST(COUNT(DISTINCT line_no) AS DOUBLE) AS numbers
       FROM ${shop.database}.import_line`,
  );
  return found as { rows: number; numbers: number };
}

const once = (count: number) => ({ rows: count, numbers: count });

/** The table and the ledger, without ids and times. */
async function state() {
  const meta = `${shop.database}_meta`;
  return {
    rows: await shop.rows(`SELECT line_no, text FROM ${shop.database}.import_line ORDER BY 1, 2`),
    files: await shop.rows(
      `SELECT content_sha256, state, records_accepted, records_rejected FROM ${meta}.ingest_file ORDER BY file_id`,
    ),
    chunks: await shop.rows(
      `SELECT content_sha256, first_record, last_record, accepted, rejected, rows_sha256
         FROM ${meta}.ingest_chunk JOIN ${meta}.ingest_file USING (file_id) ORDER BY 1, 2`,
    ),
    rejects: await shop.rows(
      `SELECT content_sha256, record_no, rule, replayed_at IS NULL AS isOpen
         FROM ${meta}.ingest_reject JOIN ${meta}.ingest_file USING (file_id) ORDER BY 1, 2, 3`,
    ),
  };
}

async function expectRefused(ended: Ended, code = 'DELIVERY_DIFFERS') {
  expect(ended.exitCode, ended.stdout).toBe(2);
  expect(documentOf(ended).error).toMatchObject({ code });
}

describe('a corrected file of the same name', () => {
  it('loads what is new in it, after a run that stopped over its budget', async () => {
    const stopped = await deliver(lines(MANY, { [BAD]: 'none,x' }), '--max-rejects', '0', '--parallel', '1');
    expect(stopped.exitCode).toBe(1);
    expect((await rows()).rows).toBeGreaterThan(0);
    expect(await deliverWell(lines(MANY), '--max-rejects', '0')).toMatchObject({
      result: 'corrected',
      parsed: MANY,
      accepted: MANY,
      rejected: 0,
    });
    expect(await rows()).toEqual(once(MANY));
    expect(await deliverWell(lines(MANY))).toMatchObject({ result: 'unchanged' });
    expect(await rows()).toEqual(once(MANY));
    expect((await state()).files.map((file) => file['state'] as string)).toEqual([
      'superseded',
      'transformed',
    ]);
  });

  it('loads corrected rejects and appended records, and keeps the rejects that are left', async () => {
    const bad = { 7: 'seven,x', 8: 'eight,x', [BAD]: `${BAD},refused` };
    expect(await deliverWell(lines(MANY, bad), '--max-rejects', '3')).toMatchObject({ rejected: 3 });
    const better = { 8: 'eight,y', [BAD]: `${BAD},accepted` };
    expect(await deliverWell(lines(MANY + 2, better), '--max-rejects', '3')).toMatchObject({
      result: 'corrected',
      accepted: MANY + 1,
      rejected: 1,
    });
    expect(await rows()).toEqual(once(MANY + 1));
    const { rejects } = await state();
    expect(rejects.map((reject) => [String(reject['record_no']), reject['isOpen']])).toEqual(
      expect.arrayContaining([
        ['7', 0],
        [String(BAD), 0],
        ['8', 1],
      ]),
    );
    // A third delivery is compared with the second one.
    const whole = lines(MANY + 3, { [BAD]: `${BAD},accepted` });
    expect(await deliverWell(whole)).toMatchObject({ result: 'corrected', accepted: MANY + 3 });
    expect(await rows()).toEqual(once(MANY + 3));
  });

  it('loads the rest after a run that was killed, with one more line', async () => {
    await shop.write('lines.csv', lines(MANY));
    {
      await using _slow = await slowChunks(shop, 200);
      const running = shop.start(args());
      await eventually('a chunk is committed', async () => ((await rows()).rows > 0 ? true : undefined));
      running.kill('SIGKILL');
      await running.ended;
    }
    await shop.rows(`UPDATE ${shop.database}_meta.lease SET expires_at = UTC_TIMESTAMP(6)`);
    expect(await deliverWell(lines(MANY + 1))).toMatchObject({ accepted: MANY + 1 });
    expect(await rows()).toEqual(once(MANY + 1));
  });

  it('does not load again what --replay has loaded', async () => {
    await deliverWell(lines(10, { 5: 'five,x' }), '--max-rejects', '1');
    await shop.write('lines.csv.rejects.csv', `aether_file,aether_record,line_no,text\n1,5,5,${text(5)}\n`);
    const rejects = join(shop.directory, 'lines.csv.rejects.csv');
    const replay = await shop.run(['ingest', './lines.yaml', '--replay', rejects, '--json']);
    expect(replay.exitCode, replay.stdout).toBe(0);
    expect(await rows()).toEqual(once(10));
    await rm(rejects);
    expect(await deliverWell(lines(11), '--max-rejects', '1')).toMatchObject({ result: 'corrected' });
    expect(await rows()).toEqual(once(11));
  });

  it('is the same one, if only its compression is new', async () => {
    await deliverWell(lines(100));
    await rm(join(shop.directory, 'lines.csv'));
    await shop.write('lines.csv.gz', gzipSync(lines(100)));
    const ended = await ingest();
    expect(documentOf<IngestData>(ended).data.files[0]).toMatchObject({ result: 'corrected', accepted: 100 });
    // Both: neither is loaded again.
    await deliverWell(lines(100));
    expect(await rows()).toEqual(once(100));
  });

  const kills = shortOrFull(1, 50);
  it(
    `ends as one clean run does, after kill -9 at ${kills} moments`,
    { timeout: (2 + kills) * 60_000 },
    async () => {
      const bad = { 9: 'nine,x', [BAD]: 'none,x', [BAD + 1]: 'none,x' };
      const strikes = await crashAndRepeat(
        {
          workspace: shop,
          args: [...args(), '--max-rejects', '1'],
          async reset() {
            await emptier.empty();
            await deliver(lines(MANY, bad), '--max-rejects', '2', '--parallel', '1');
            await shop.write('lines.csv', lines(MANY + 500, { [BAD]: 'none,y' }));
          },
          state,
          strike: async (running) => running.kill('SIGKILL'),
        },
        kills,
      );
      console.info('kill -9 while a correction is loaded:', strikes);
    },
  );
});

describe('another file of the same name', () => {
  it.each([
    ['a record changed', () => lines(MANY, { 3: '3,changed' })],
    ['a record inserted', () => lines(MANY, { 1: `0,first\n1,${text(1)}` })],
    ['fewer records', () => lines(20)],
    ['a record that is rejected now', () => lines(MANY, { 3: 'three,x' })],
  ])('is refused before anything changes: %s', async (_what, other) => {
    await deliverWell(lines(MANY));
    const before = await state();
    await expectRefused(await deliver(other(), '--max-rejects', '5'));
    expect(await state()).toEqual(before);
    expect(await deliverWell(lines(MANY))).toMatchObject({ result: 'unchanged' });
  });

  it('is refused after a load that kept nothing to compare with', async () => {
    await deliverWell(lines(10));
    await shop.rows(`UPDATE ${shop.database}_meta.ingest_chunk SET rows_sha256 = NULL`);
    await expectRefused(await deliver(lines(11)));
    expect(await rows()).toEqual(once(10));
  });

  it('is loaded as a new one with --append, and if the source says so', async () => {
    await deliverWell(lines(10));
    expect(await deliverWell(lines(20), '--append')).toMatchObject({ result: 'loaded', accepted: 20 });
    expect(await rows()).toEqual({ rows: 30, numbers: 20 });
    // The next one is compared with that.
    await expectRefused(await deliver(lines(10, { 1: '1,changed' })));
    expect(await deliverWell(lines(21))).toMatchObject({ result: 'corrected' });
    await shop.write('lines.yaml', source('    same_name: new'));
    expect(await deliverWell(lines(5))).toMatchObject({ result: 'loaded' });
    expect(await rows()).toEqual({ rows: 36, numbers: 21 });
  });

  it('is a new one as standard input, which has no name', async () => {
    await deliverWell(lines(10));
    const piped = ['ingest', './lines.yaml', '--from', '-', '--json'];
    const ended = await runInProcess(piped, { cwd: shop.directory, stdin: lines(3) });
    expect(documentOf<IngestData>(ended).data.files[0]).toMatchObject({ result: 'loaded' });
    expect(await rows()).toEqual({ rows: 13, numbers: 10 });
    expect((await shop.run([...piped, '--append'])).exitCode).toBe(64);
  });
});

describe('--replace', () => {
  beforeEach(() => shop.write('lines.yaml', source(FILE_ID)));

  it('deletes the rows of the earlier file and its corrections, and no others', async () => {
    await shop.write('lines-2.csv', lines(7));
    await deliverWell(lines(100));
    await deliverWell(lines(110));
    expect(await deliverWell(lines(50, { 1: '1,changed' }), ...REPLACE)).toMatchObject({ result: 'loaded' });
    expect(await rows()).toEqual({ rows: 57, numbers: 50 });
    expect((await ingest('--replace')).exitCode).toBe(0);
    expect(await rows()).toEqual({ rows: 57, numbers: 50 });
  });

  it('asks first, and takes the name of the environment as the answer', async () => {
    await deliverWell(lines(100));
    const before = await state();
    for (const flags of [['--replace'], ['--replace', '--yes']]) {
      const asked = await deliver(lines(30), ...flags);
      expect(asked.stderr).toContain('delete 100 rows of file');
      expect(asked.exitCode).toBe(64);
      expect(documentOf(asked).error).toMatchObject({ code: 'CONFIRMATION_REQUIRED' });
    }
    expect((await deliver(lines(30), '--replace', '--confirm', 'other')).exitCode).toBe(64);
    expect(await state()).toEqual(before);
    await deliverWell(lines(30), ...REPLACE);
    expect(await rows()).toEqual(once(30));
  });

  it('is the only way on, after it was killed while it deleted', async () => {
    await deliverWell(lines(100));
    await shop.rows(`UPDATE ${shop.database}_meta.ingest_file SET state = 'replacing'`);
    await shop.rows(`DELETE FROM ${shop.database}.import_line LIMIT 40`);
    await expectRefused(await deliver(lines(30)), 'LOAD_REFUSED');
    await deliverWell(lines(30), ...REPLACE);
    expect(await rows()).toEqual(once(30));
  });

  it('is refused if rows do not have the number of their file', async () => {
    await shop.write('lines.yaml', source());
    await deliverWell(lines(10));
    expect((await deliver(lines(20), '--replace')).exitCode).toBe(64);
    await shop.write('lines.yaml', source(FILE_ID));
    await expectRefused(await deliver(lines(20), ...REPLACE), 'LOAD_REFUSED');
    expect(await rows()).toEqual(once(10));
  });
});

describe('a dry run', () => {
  const planned = async (content: string, ...more: string[]) => {
    const ended = await deliver(content, '--dry-run', ...more);
    const { plan } = documentOf<PlanDocument>(ended).data;
    const [step] = plan.steps;
    return { action: step?.action, destructive: plan.destructive, delivery: step?.facts['delivery'] };
  };

  it('shows what a run would make of a file of the same name, and changes nothing', async () => {
    await shop.write('lines.yaml', source(FILE_ID));
    await deliverWell(lines(MANY, { 7: 'seven,x' }), '--max-rejects', '1');
    const before = await state();
    expect(await planned(lines(MANY + 3))).toEqual({
      action: 'load',
      destructive: false,
      delivery: { kind: 'correction', keeps: MANY - 1, corrects: 1, appends: 3 },
    });
    expect(await planned(lines(MANY, { 3: '3,changed' }))).toMatchObject({
      action: 'keep',
      delivery: { kind: 'refused' },
    });
    expect(await planned(lines(9), '--replace')).toMatchObject({
      action: 'load',
      destructive: true,
      delivery: { kind: 'replacement', deletes: MANY - 1 },
    });
    expect(await planned(lines(9), '--append')).toMatchObject({ action: 'load', delivery: undefined });
    expect(await state()).toEqual(before);
  });
});
