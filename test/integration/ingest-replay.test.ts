import { readdirSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDecoder } from '../../src/lib/ingest/records/create-decoder.ts';
import { byteOrderMark, textEncoder } from '../../src/lib/ingest/records/encode-text.ts';
import type { EncodingName } from '../../src/lib/ingest/records/encoding-names.ts';
import { documentOf } from '../support/aether-cli.ts';
import type { IngestData } from '../support/ingest-document.ts';
import { createEmptier, type Emptier } from '../support/ingest-state.ts';
import { sharedServer } from '../support/shared-server.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

// Rejected records are written to a file, corrected there, and loaded from it.

const SOURCE = (encoding: EncodingName, header: boolean) => `
source: codes
title: codes in any encoding
files:
  codes:
    match: codes.csv
    encoding: ${encoding}
    dialect: { header: ${header} }
    key: [code]
    columns:
      - { name: code, type: text, charset: ascii, max_chars: 64, required: true }
      - { name: count, type: integer, required: true }
      - { name: name, type: text, max_chars: 40 }
steps:
  - { upsert: category, file: codes, key: [category_no], update: none, select: 'SELECT s.code AS category_no FROM {{codes}} AS s' }
`;

let shop: Workspace;
let emptier: Emptier;

beforeAll(async () => {
  shop = await openWorkspace({
    server: sharedServer(),
    database: 'aethertest_replay',
  });
  await shop.applySchema();
  emptier = await createEmptier(shop);
});

afterAll(() => shop[Symbol.asyncDispose]());
beforeEach(() => emptier.empty());

async function ingest(args: readonly string[]) {
  const ended = await shop.run(['ingest', './codes.yaml', '--json', ...args]);
  const [file] = documentOf<IngestData>(ended).data.files;
  if (file === undefined) throw new Error(ended.stdout);
  return { ...file, exitCode: ended.exitCode };
}

const codes = async () => {
  const rows = await shop.rows('SELECT category_no FROM aethertest_replay.category ORDER BY category_no');
  return rows.map((row) => row['category_no'] as string);
};

const openRejects = async () => {
  const [row] = await shop.rows(
    'SELECT CAST(COUNT(*) AS DOUBLE) AS open FROM aethertest_replay_meta.ingest_reject WHERE replayed_at IS NULL',
  );
  return row?.['open'] as number;
};

/** File and number of the records that are still to be corrected. */
const openRecords = async () => {
  const rows = await shop.rows(
    `SELECT SUBSTRING_INDEX(file_name, '/', -1) AS name, record_no FROM aethertest_replay_meta.ingest_reject
       JOIN aethertest_replay_meta.ingest_file USING (file_id) WHERE replayed_at IS NULL ORDER BY file_id, record_no`,
  );
  return rows.map(({ name, record_no }) => `${name as string} ${record_no as string}`);
};

const HEADER = 'code,count,name';
const RECORDS = ['a,1,São João', 'b,two,"Ação, ""à"" côté"', 'c,3,Zoë', 'd,4-,Señor'];

/** One of each kind that holds the letters of RECORDS; the others are in ingest-encodings. */
const LATIN_ENCODINGS: readonly EncodingName[] = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'iso-8859-15',
];

describe('rejects that are corrected and replayed', () => {
  it.each(LATIN_ENCODINGS.flatMap((name) => [[name, true] as const, [name, false] as const]))(
    'in %s, header: %s',
    async (name, header) => {
      const encode = textEncoder(name);
      const file = (lines: readonly string[]) =>
        Buffer.concat([byteOrderMark(name), encode(`${lines.join('\n')}\n`)]);
      await shop.write('codes.yaml', SOURCE(name, header));
      const from = await shop.write('codes.csv', file([...(header ? [HEADER] : []), ...RECORDS]));
      const loaded = await ingest(['--from', from, '--max-rejects', '2']);
      expect(loaded).toMatchObject({ exitCode: 0, accepted: 2, rejected: 2 });
      expect(await codes()).toEqual(['a', 'c']);

      const rejects = await readFile(loaded.rejects_file!);
      const text = (createDecoder(name)?.decode(rejects) ?? rejects).toString().replace('\uFEFF', '');
      const lines = text.trimEnd().split('\n');
      const records = lines.slice(header ? 1 : 0);
      expect(records).toHaveLength(2);
      expect(records[0]).toMatch(/"type","count",.*,b,two,"Ação, ""à"" côté"$/);
      expect(records[1]).toMatch(/"type","count",.*,d,4-,Señor$/);
      const corrected = text.replace('b,two,', 'b,2,');
      const path = await shop.write(basename(loaded.rejects_file!), file([corrected.trimEnd()]));
      // One of the two is corrected; the other one is rejected again and stays open.
      const replayed = await ingest(['--replay', path, '--max-rejects', '1']);
      expect(replayed).toMatchObject({ exitCode: 0, parsed: 2, accepted: 1, rejected: 1 });
      expect(await codes()).toEqual(['a', 'b', 'c']);
      const again = await ingest(['--replay', path, '--max-rejects', '1']);
      expect(again).toMatchObject({ result: 'unchanged' });
      expect(await openRejects()).toBe(2);
    },
  );

  it.each(['rejects', 'runs'])(
    'outlast the folder of their run, and load from .aether/%s',
    async (folder) => {
      await shop.write('codes.yaml', SOURCE('utf-8', true));
      const from = await shop.write('codes.csv', Buffer.from([HEADER, ...RECORDS, ''].join('\n')));
      const { rejects_file } = await ingest(['--from', from, '--max-rejects', '2']);
      const state = join(shop.directory, '.aether');
      const [, run = ''] =
        /^rejects\/([^/]+)\/codes\.csv\.rejects\.csv$/.exec(relative(state, rejects_file!)) ?? [];
      expect(readdirSync(join(state, 'runs', run))).not.toContain('codes.csv.rejects.csv');
      await rm(join(state, 'runs'), { recursive: true });
      const corrected = (await readFile(rejects_file!, 'utf8'))
        .replace('b,two,', 'b,2,')
        .replace('d,4-,', 'd,4,');
      // Earlier versions wrote rejects to `runs`.
      const path = join(state, folder, run, basename(rejects_file!));
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, corrected);
      expect(await ingest(['--replay', path])).toMatchObject({
        exitCode: 0,
        accepted: 2,
        rejects_file: null,
      });
      expect(await codes()).toEqual(['a', 'b', 'c', 'd']);
    },
  );

  it('keep bytes that have no meaning in the encoding of the file', async () => {
    await shop.write('codes.yaml', SOURCE('windows-1252', true));
    const sound = Array.from({ length: 30 }, (_, index) => `s${index},1,café`).join('\n');
    const content = Buffer.concat([
      Buffer.from(`${HEADER}\n${sound}\na,1,x`, 'latin1'),
      Buffer.of(0x81, 0xe9),
      Buffer.from('\n'),
    ]);
    const from = await shop.write('codes.csv', content);
    await ingest(['--from', from, '--max-rejects', '1']);
    const [row] = await shop.rows('SELECT HEX(raw) AS raw, rule FROM aethertest_replay_meta.ingest_reject');
    expect(row).toEqual({
      raw: Buffer.concat([Buffer.from('a,1,x'), Buffer.of(0x81, 0xe9)])
        .toString('hex')
        .toUpperCase(),
      rule: 'encoding',
    });
  });

  it.each([
    ['utf-8', true],
    ['utf-16le', false],
  ] as const)('can be corrected one at a time, in %s, header: %s', async (encoding, header) => {
    await shop.write('codes.yaml', SOURCE(encoding, header));
    const encode = textEncoder(encoding);
    const decoded = async (path: string) => {
      const bytes = await readFile(path);
      return (createDecoder(encoding)?.decode(bytes) ?? bytes).toString();
    };
    const bad = ['b,two,"Ação, ""à"""', 'c,three,"open', 'd,four,"a\nb"', 'e,five,x'];
    const text = [...(header ? [HEADER] : []), 'a,1,x', ...bad, ''].join('\n');
    const from = await shop.write('codes.csv', encode(text));
    let { rejects_file } = await ingest(['--from', from, '--max-rejects', '4']);
    const corrections = [
      ['b,two,', 'b,2,'],
      ['c,three,"open', 'c,3,open'],
      ['d,four,', 'd,4,'],
    ] as const;
    for (const [index, [wrong, right]] of corrections.entries()) {
      const corrected = (await decoded(rejects_file!)).replace(wrong, right);
      const path = await shop.write(basename(rejects_file!), encode(corrected));
      const replayed = await ingest(['--replay', path, '--max-rejects', '3']);
      expect(replayed).toMatchObject({ parsed: 4 - index, accepted: 1, rejected: 3 - index });
      rejects_file = replayed.rejects_file;
      expect(basename(rejects_file!)).toBe('codes.csv.rejects.csv');
    }
    expect(await codes()).toEqual(['a', 'b', 'c', 'd']);
    const lines = (await decoded(rejects_file!)).replace('\uFEFF', '').trimEnd().split('\n');
    expect(lines).toHaveLength(header ? 2 : 1);
    const names = 'aether_file,aether_record,aether_line,aether_rule,aether_column,aether_reason';
    if (header) expect(lines[0]!.replaceAll('"', '')).toBe(`${names},${HEADER}`);
    // The third replay was the fourth file.
    expect(lines.at(-1)).toMatch(/^"4","2","\d+","type","count",.*",e,five,x$/);
  });

  it('stay open where a check rejects them again, or makes them wait for another file', async () => {
    const check = (onFail: string, where: string) =>
      `  - { check: odd_name, file: codes, on_fail: ${onFail}, reason: this name is not known, where: "${where}" }\n`;
    const sourceWith = (onFail: string, where: string) =>
      shop.write('codes.yaml', SOURCE('utf-8', true).replace('steps:\n', `steps:\n${check(onFail, where)}`));
    await sourceWith('reject', "s.name = 'odd'");
    const from = await shop.write('codes.csv', `${HEADER}\na,1,x\nb,two,odd\nc,three,fine\n`);
    const { rejects_file } = await ingest(['--from', from, '--max-rejects', '2']);
    const text = await readFile(rejects_file!, 'utf8');
    const corrected = text.replace('b,two', 'b,2').replace('c,three', 'c,3');
    const path = await shop.write('codes.csv.rejects.csv', corrected);
    const replay = ['--replay', path, '--max-rejects', '1'];
    expect(await ingest(replay)).toMatchObject({ parsed: 2, accepted: 1, rejected: 1 });
    expect(await openRecords()).toEqual(['codes.csv 2', 'codes.csv.rejects.csv 1']);

    await emptier.empty();
    await sourceWith(
      'wait',
      "s.name = 'odd' AND NOT EXISTS (SELECT 1 FROM category WHERE category_no = 'd')",
    );
    await ingest(['--from', from, '--max-rejects', '2']);
    expect(await ingest(replay)).toMatchObject({ parsed: 2, accepted: 2 });
    expect(await openRecords()).toEqual(['codes.csv 2', 'codes.csv 3']);
    await ingest(['--from', await shop.write('codes.csv', `${HEADER}\nd,4,x\n`)]);
    expect(await ingest(replay)).toMatchObject({ result: 'unchanged' });
    expect(await openRecords()).toEqual([]);
  });

  it('are refused under another name', async () => {
    await shop.write('codes.yaml', SOURCE('utf-8', true));
    const path = await shop.write('corrected.csv', `${HEADER}\n`);
    const ended = await shop.run(['ingest', './codes.yaml', '--replay', path]);
    expect(ended.exitCode).toBe(64);
    expect(ended.stderr).toMatch(/not named after a file of the source "codes"/);
  });
});
