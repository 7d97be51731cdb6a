// @module-tag tried-once
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { documentOf } from '../support/aether-cli.ts';
import { crashAndRepeat } from '../support/crash-runs.ts';
import type { IngestData, IngestFile } from '../support/ingest-document.ts';
import { createEmptier, type Emptier } from '../support/ingest-state.ts';
import { sharedServer } from '../support/shared-server.ts';
import { shortOrFull } from '../support/soak.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

// The same rejects, corrected more than once: each is loaded once, whatever the corrections were and whatever was killed.

const DATABASE = 'aethertest_twice';

/** Straight into a table that no unique key protects. */
const DIRECT = `
source: lines
title: lines of a journal
files:
  lines:
    match: lines.csv
    into: import_line
    columns:
      - { name: line_no, type: integer, required: true }
      - { name: text, type: text, max_chars: 40, required: true }
`;

/** Through a step, whose key a second correction may change. */
const STAGED = `
source: lines
title: lines by their text
files:
  lines:
    match: lines.csv
    columns:
      - { name: line_no, type: integer, required: true }
      - { name: text, type: text, max_chars: 40, required: true }
steps:
  - { check: odd, file: lines, on_fail: reject, reason: the text is odd, where: "s.text = 'odd'" }
  - { upsert: step_line, file: lines, key: [text], select: 'SELECT s.text, s.line_no FROM {{lines}} AS s' }
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
  await shop.admin.query(
    `CREATE TABLE ${DATABASE}.import_line (line_no INT NOT NULL, text VARCHAR(40) NOT NULL)`,
  );
  await shop.admin.query(
    `CREATE TABLE ${DATABASE}.step_line (text VARCHAR(40) NOT NULL PRIMARY KEY, line_no INT NOT NULL)`,
  );
  emptier = await createEmptier(shop, [`${DATABASE}.import_line`, `${DATABASE}.step_line`]);
});

afterAll(() => shop[Symbol.asyncDispose]());

const REPLAYED = { rule: 'replayed', action: 'discard' };

async function ingest(args: readonly string[]): Promise<IngestFile> {
  const ended = await shop.run(['ingest', './lines.yaml', '--json', ...args]);
  expect(ended.exitCode, ended.stdout + ended.stderr).toBe(0);
  return documentOf<IngestData>(ended).data.files[0]!;
}

/** Delivers a file of these records; returns its rejects as they are in their file. */
async function deliver(records: readonly string[]): Promise<string> {
  const from = await shop.write('lines.csv', `${['line_no,text', ...records].join('\n')}\n`);
  return rejectsOf(await ingest(['--from', from, '--max-rejects', '100%']));
}

const rejectsOf = async ({ rejects_file }: IngestFile) =>
  rejects_file === null ? '' : readFile(rejects_file, 'utf8');

async function replay(content: string, ...more: string[]): Promise<IngestFile> {
  const path = await shop.write('lines.csv.rejects.csv', content);
  return ingest(['--replay', path, '--max-rejects', '100%', ...more]);
}

const texts = async () => {
  const rows = await shop.rows(
    `SELECT text FROM ${DATABASE}.import_line UNION ALL SELECT text FROM ${DATABASE}.step_line ORDER BY 1`,
  );
  return rows.map(({ text }) => String(text));
};

const open = async () => {
  const rows = await shop.rows(
    `SELECT file_id, record_no FROM ${DATABASE}_meta.ingest_reject WHERE replayed_at IS NULL ORDER BY 1, 2`,
  );
  return rows.map(({ file_id, record_no }) => `${file_id} ${record_no}`);
};

const RECORDS = ['1,a', 'two,b', 'three,c', '4,d'];

/** So many that they go in more than one chunk. */
const MANY = Array.from({ length: 1500 }, (_, at) => `x${at},${'t'.repeat(30)} ${at}`);

/** With numbers in the place of the faults of MANY, and a mark on each text. */
const corrected = (rejects: string, mark: string) =>
  rejects.replaceAll(
    /,x(\d+),(t+) \d+$/gm,
    (_all, id: string, filler: string) => `,${id},${filler} ${id}${mark}`,
  );

it('of which one has become two goes on where it was killed, whatever was noted meanwhile', async () => {
  await emptier.empty();
  await shop.write('lines.yaml', DIRECT);
  const rejects = corrected(await deliver(MANY), '!');
  const [, first = ''] = rejects.split('\n');
  const split = `${rejects}${first.replace(/!$/, '?')}\n`;
  const { accepted } = await replay(split);
  expect(accepted).toBe(MANY.length + 1);
  const records = await takeBackLastChunk();
  await deliver(MANY);
  // The rejects of what is loaded are closed.
  expect(await open()).toHaveLength(records - 1);
  expect(await open()).not.toContain('1 1');
  expect(await replay(split)).toMatchObject({ result: 'resumed', rejected: 0, discarded: 0 });
  expect(await texts()).toHaveLength(MANY.length + 1);
  expect(await open()).toEqual([]);
});

/** Makes of the replay straight into a table what kill -9 before its last chunk leaves. */
async function takeBackLastChunk() {
  const meta = `${DATABASE}_meta`;
  const [last] = await shop.rows(
    `SELECT file_id, chunk_no, first_record, parsed FROM ${meta}.ingest_chunk ORDER BY file_id DESC, chunk_no DESC LIMIT 1`,
  );
  const [fileId, chunk, from, records] = Object.values(last!).map(Number);
  const lines = `SELECT o.record_no - 1 FROM ${meta}.ingest_replay AS c JOIN ${meta}.ingest_reject AS o
    ON o.file_id = c.origin_file_id AND o.record_no = c.origin_record_no WHERE c.file_id = ${fileId} AND c.record_no`;
  for (const statement of [
    `DELETE FROM ${DATABASE}.import_line WHERE text LIKE '%?' OR (line_no IN (${lines} >= ${from}) AND line_no NOT IN (${lines} < ${from}))`,
    `DELETE FROM ${meta}.ingest_replay WHERE file_id = ${fileId} AND record_no >= ${from}`,
    `DELETE FROM ${meta}.ingest_chunk WHERE file_id = ${fileId} AND chunk_no = ${chunk}`,
    `UPDATE ${meta}.ingest_file SET state = 'loading' WHERE file_id = ${fileId}`,
    `UPDATE ${meta}.ingest_reject SET replayed_at = NULL`,
  ])
    await shop.admin.query(statement);
  return records!;
}

describe.each([
  ['straight into a table', DIRECT],
  ['through a step', STAGED],
])('rejects that are corrected twice, %s', (_way, source) => {
  beforeEach(async () => {
    await emptier.empty();
    await shop.write('lines.yaml', source);
  });

  it('are loaded once, and the second correction is counted as replayed', async () => {
    const rejects = await deliver(RECORDS);
    const once = rejects.replace('two,b', '2,b').replace('three,c', '3,c');
    expect(await replay(once)).toMatchObject({ parsed: 2, accepted: 2, rejected: 0, discarded: 0 });
    const twice = rejects.replace('two,b', '2,bb').replace('three,c', '3,cc');
    const second = await replay(twice);
    expect(second).toMatchObject({ parsed: 2, accepted: 0, rejected: 0, discarded: 2, rejects_file: null });
    expect(second.rules).toMatchObject([{ ...REPLAYED, count: 2, first_record: 1 }]);
    expect(await texts()).toEqual(['a', 'b', 'c', 'd']);
    expect(await replay(twice)).toMatchObject({ result: 'unchanged' });
    expect(await open()).toEqual([]);
  });

  it('are loaded one by one, from the first file of rejects and from that of the replay', async () => {
    const rejects = await deliver(RECORDS);
    const first = await replay(rejects.replace('two,b', '2,b'));
    expect(first).toMatchObject({ accepted: 1, rejected: 1, discarded: 0 });
    expect(await open()).toEqual(['1 3', '2 2']);
    const later = (await rejectsOf(first)).replace('three,c', '3,c');
    // Partly corrected twice: of the second record only now.
    const both = rejects.replace('two,b', '2,bb').replace('three,c', '3,c');
    expect(await replay(both)).toMatchObject({ accepted: 1, rejected: 0, discarded: 1 });
    expect(await texts()).toEqual(['a', 'b', 'c', 'd']);
    // What the first replay had rejected again is the same record.
    expect(await replay(later)).toMatchObject({ accepted: 0, discarded: 1 });
    expect(await texts()).toEqual(['a', 'b', 'c', 'd']);
    // It stays open in the first replay.
    expect(await open()).toEqual(['2 2']);
  });

  it('are closed by the second correction if the run of the first one was killed before it noted them', async () => {
    const rejects = await deliver(RECORDS);
    await replay(rejects.replace('two,b', '2,b').replace('three,c', '3,c'));
    await shop.admin.query(
      `UPDATE ${DATABASE}_meta.ingest_reject SET replayed_at = NULL WHERE rule <> 'replayed'`,
    );
    const twice = rejects.replace('two,b', '2,bb').replace('three,c', '3,cc');
    expect(await replay(twice)).toMatchObject({ accepted: 0, discarded: 2 });
    expect(await open()).toEqual([]);
  });

  it('are closed by any later run of the source, too', async () => {
    const rejects = await deliver(RECORDS);
    await replay(rejects.replace('two,b', '2,b').replace('three,c', '3,c'));
    await shop.admin.query(
      `UPDATE ${DATABASE}_meta.ingest_reject SET replayed_at = NULL WHERE rule <> 'replayed'`,
    );
    await deliver(RECORDS);
    expect(await open()).toEqual([]);
  });

  it('close the reject that they come from, over two corrections', async () => {
    const rejects = await deliver(RECORDS);
    const first = await replay(rejects.replace('two,b', '2,b'));
    const later = await rejectsOf(first);
    await replay(later.replace('three,c', '3,c'));
    expect(await open()).toEqual([]);
    expect(await replay(rejects.replace('two,b', '2,bb').replace('three,c', '3,cc'))).toMatchObject({
      discarded: 2,
    });
    expect(await texts()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('are loaded one by one, too, if one reject became two records', async () => {
    const rejects = await deliver(RECORDS);
    const [, second = ''] = rejects.split('\n');
    const copy = second.replace('two,b', '22,bb');
    const split = `${rejects.replace('two,b', '2,b').replace('three,c', '3,c')}${copy}\n`;
    const first = await replay(split.replace('22,bb', 'twentytwo,bb'));
    expect(first).toMatchObject({ parsed: 3, accepted: 2, rejected: 1 });
    const rest = (await rejectsOf(first)).replace('twentytwo,bb', '22,bb');
    expect(await replay(rest)).toMatchObject({ parsed: 1, accepted: 1 });
    expect(await texts()).toEqual(['a', 'b', 'bb', 'c', 'd']);
    expect(await replay(split)).toMatchObject({ accepted: 0, discarded: 3 });
    expect(await open()).toEqual([]);
  });

  it('are loaded by the second replay if the first one was over its budget, or has left them out', async () => {
    const rejects = await deliver(RECORDS);
    const path = await shop.write('lines.csv.rejects.csv', rejects.replace('three,c', '3,c'));
    const args = ['ingest', './lines.yaml', '--json', '--replay', path, '--max-rejects', '0'];
    expect((await shop.run(args)).exitCode).toBe(1);
    expect(await replay(rejects.replace('two,b', '2,b').replace('three,c', '3,c'))).toMatchObject({
      rejected: 0,
    });
    expect(await texts()).toEqual(['a', 'b', 'c', 'd']);
    expect(await open()).toEqual(expect.not.arrayContaining(['1 2', '1 3']));
  });

  it('close no reject of another file that happens to have the number', async () => {
    const rejects = await deliver(RECORDS);
    await shop.write('lines.yaml', source.replace('source: lines', 'source: others'));
    const foreign = await replay(rejects.replace('two,b', '2,b').replace('three,c', '3,c'));
    const isDirect = source === DIRECT;
    expect(foreign).toMatchObject({ accepted: isDirect ? 0 : 2, rejected: isDirect ? 2 : 0, discarded: 0 });
    if (isDirect) expect(foreign.rules).toMatchObject([{ rule: 'no_origin', count: 2 }]);
    expect(await open()).toEqual(expect.arrayContaining(['1 2', '1 3']));
  });

  it('are shown by a dry run', async () => {
    const rejects = await deliver(RECORDS);
    await replay(rejects.replace('two,b', '2,b'));
    const path = await shop.write('lines.csv.rejects.csv', rejects.replace('two,b', '2,bb'));
    const ended = await shop.run([
      'ingest',
      './lines.yaml',
      '--replay',
      path,
      '--dry-run',
      '--max-rejects',
      '1',
    ]);
    expect(ended.exitCode, ended.stderr).toBe(0);
    expect(ended.stderr).toContain(
      '1 record is skipped, record 2 of file 1: a corrected version of it is loaded already',
    );
    expect(ended.stdout).toMatch(/replayed +discard +1/);
  });

  const kills = shortOrFull(1, 40);
  it(
    `end as after one clean run if another correction follows kill -9, at ${kills} moments`,
    { timeout: (2 + kills) * 60_000 },
    async () => {
      let rejects = '';
      const replayOf = (name: string) => [
        'ingest',
        './lines.yaml',
        '--json',
        '--max-rejects',
        '0',
        '--replay',
        join(shop.directory, name, 'lines.csv.rejects.csv'),
      ];
      await crashAndRepeat(
        {
          workspace: {
            ...shop,
            // Killed is the first correction; the command that follows is the second one.
            start: () => shop.start(replayOf('first')),
          },
          args: replayOf('second'),
          reset: async () => {
            await emptier.empty();
            rejects = await deliver(MANY);
            for (const [name, mark] of [
              ['first', '!'],
              ['second', '?'],
            ] as const) {
              await mkdir(join(shop.directory, name), { recursive: true });
              await shop.write(`${name}/lines.csv.rejects.csv`, corrected(rejects, mark));
            }
          },
          state: async () => ({
            lines: (await texts()).map((text) => text.slice(0, -1)),
            open: await open(),
          }),
          strike: async (running) => running.kill('SIGKILL'),
        },
        kills,
      );
    },
  );
});
