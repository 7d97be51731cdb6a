import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDecoder } from '../../src/lib/ingest/records/create-decoder.ts';
import { textEncoder } from '../../src/lib/ingest/records/encode-text.ts';
import { ENCODING_NAMES, type EncodingName } from '../../src/lib/ingest/records/encoding-names.ts';
import { documentOf, type Ended } from '../support/aether-cli.ts';
import { ENCODING_SAMPLES } from '../support/encoding-samples.ts';
import type { IngestData } from '../support/ingest-document.ts';
import { createEmptier, type Emptier } from '../support/ingest-state.ts';
import { sharedServer } from '../support/shared-server.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

const DATABASE = 'aethertest_encodings';

const keyOf = (name: EncodingName) => name.replaceAll('-', '_');

/** A file for each encoding, all into one table; the delimiter is the second byte of many pairs. */
const SOURCE = `
source: texts
title: texts in every encoding
files:
${ENCODING_NAMES.map(
  (name) => `  ${keyOf(name)}:
    match: ${name}.csv
    optional: true
    encoding: ${name}
    dialect: { delimiter: '|' }
    into: import_text
    max_rejects: 2
    columns:
      - { name: code, type: text, charset: ascii, max_chars: 40, required: true }
      - { name: amount, type: integer, required: true }
      - { name: text, type: text, max_chars: 100 }
`,
).join('')}`;

let space: Workspace;
let emptier: Emptier;

beforeAll(async () => {
  space = await openWorkspace({
    server: sharedServer(),
    database: DATABASE,
  });
  await space.applySchema();
  await space.write('texts.yaml', SOURCE);
  await space.rows(
    `CREATE TABLE ${DATABASE}.import_text (code VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin PRIMARY KEY,
       amount INT NOT NULL, text VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin)`,
  );
  emptier = await createEmptier(space);
});

afterAll(() => space[Symbol.asyncDispose]());
beforeEach(() => emptier.empty());

const ingest = (...args: string[]): Promise<Ended> =>
  space.run(['ingest', './texts.yaml', '--json', ...args]);

const firstFile = (ended: Ended) => documentOf<IngestData>(ended).data.files[0];

/** Bytes without meaning at the end of a line; every byte of the other encodings has one. */
const INVALID: Readonly<Partial<Record<EncodingName, readonly number[]>>> = {
  'utf-8': [0xe9],
  'utf-16le': [0x00, 0xd8],
  'utf-16be': [0xd8, 0x00],
  'windows-1250': [0x81],
  'windows-1251': [0x98],
  'windows-1252': [0x81],
  'windows-1253': [0xd2],
  'windows-1254': [0x8d],
  shift_jis: [0x81],
  'euc-kr': [0xff],
  gb18030: [0x81],
  big5: [0x81],
};

/** A file, and its records that are to be rejected. */
function fileIn(name: EncodingName) {
  const encode = textEncoder(name);
  const text = ENCODING_SAMPLES[name];
  const sound = Array.from({ length: 40 }, (_, index) => encode(`${name}-${index}|${index}|${text}`));
  const wrong = encode(`${name}-wrong|${text}|"${text}, ""${text}"""`);
  const bytes = INVALID[name];
  const invalid = Buffer.concat([encode(`${name}-bad|1|${text}`), Buffer.from(bytes ?? [])]);
  const rejects = bytes === undefined ? [wrong] : [wrong, invalid];
  const records = [encode('code|amount|text'), ...sound, ...rejects];
  return { content: Buffer.concat(records.flatMap((record) => [record, encode('\n')])), rejects };
}

describe('a file in a declared encoding', () => {
  it('is loaded, and its rejects are written as they are in it, in every encoding', async () => {
    for (const name of ENCODING_NAMES) await space.write(`${name}.csv`, fileIn(name).content);
    const ended = await ingest('--from', '.');
    expect(ended.exitCode, ended.stdout).toBe(0);
    expect(ended.stderr).not.toMatch(/but the source says/);
    const loaded = new Map(documentOf<IngestData>(ended).data.files.map((file) => [file.file, file]));
    for (const name of ENCODING_NAMES) {
      const { content, rejects } = fileIn(name);
      const texts = await space.rows(
        `SELECT DISTINCT text FROM ${DATABASE}.import_text WHERE code RLIKE '^${name}-'`,
      );
      expect(texts).toEqual([{ text: ENCODING_SAMPLES[name] }]);
      const rows = await space.rows(
        `SELECT CAST(byte_offset AS DOUBLE) AS at, rule, raw FROM ${DATABASE}_meta.ingest_reject
           JOIN ${DATABASE}_meta.ingest_file USING (file_id) WHERE file_key = '${keyOf(name)}' ORDER BY record_no`,
      );
      const rules = ['type', 'encoding'];
      expect(rows).toEqual(rejects.map((raw, at) => ({ at: content.indexOf(raw), rule: rules[at], raw })));
      const file = loaded.get(keyOf(name))!;
      expect(file).toMatchObject({ accepted: 40, rejected: rejects.length });
      const written = await readFile(file.rejects_file!);
      for (const raw of rejects) expect(written.includes(raw), name).toBe(true);
    }
  });

  it.each<EncodingName>(['windows-1251', 'koi8-r', 'shift_jis', 'euc-kr', 'gb18030', 'big5'])(
    'is corrected in its rejects file and replayed: %s',
    async (name) => {
      const from = await space.write(`${name}.csv`, fileIn(name).content);
      const rejectsFile = firstFile(await ingest('--from', from))!.rejects_file!;
      const text = ENCODING_SAMPLES[name];
      const [header, wrong] = createDecoder(name)!
        .decode(await readFile(rejectsFile))
        .toString()
        .split('\n');
      const corrected = `${header}\n${wrong!.replace(`-wrong|${text}|`, '-wrong|7|')}\n`;
      const path = await space.write(basename(rejectsFile), textEncoder(name)(corrected));
      const replayed = await ingest('--replay', path);
      expect(firstFile(replayed), replayed.stdout).toMatchObject({ accepted: 1, rejected: 0 });
      expect(
        await space.rows(`SELECT amount, text FROM ${DATABASE}.import_text WHERE code = '${name}-wrong'`),
      ).toEqual([{ amount: 7, text: `${text}, "${text}"` }]);
    },
  );

  it('is loaded with a warning if it looks like another one', async () => {
    const from = await space.write('koi8-r.csv', Buffer.from('code|amount|text\na|1|café\n'));
    const ended = await ingest('--from', from);
    expect(ended.exitCode, ended.stdout).toBe(0);
    expect(ended.stderr).toMatch(/valid UTF-8 with characters beyond ASCII, but the source says koi8-r/);
  });
});

describe('invalid bytes', () => {
  /** A header and records in UTF-8, from one of them on in Latin-1. */
  const content = (sound: number, invalid: number) => {
    const texts = [
      ...Array.from({ length: sound }, () => 'x'),
      ...Array.from({ length: invalid }, () => 'caf\xe9'),
    ];
    const lines = ['code|amount|text', ...texts.map((text, index) => `c${index}|1|${text}`), ''];
    return Buffer.from(lines.join('\n'), 'latin1');
  };
  const message = (from: string, line: number, share: string) =>
    `${from}:${line}: ${share} lines hold bytes that are not valid utf-8; this is the first`;

  it('in 5 of 100 lines are rejects of their records', async () => {
    const from = await space.write('utf-8.csv', content(94, 5));
    const ended = await ingest('--from', from, '--max-rejects', '5');
    expect(firstFile(ended), ended.stdout).toMatchObject({ accepted: 94, rejected: 5 });
  });

  it('in the only record reject that record', async () => {
    const from = await space.write('utf-8.csv', content(0, 1));
    const ended = await ingest('--from', from, '--max-rejects', '1');
    expect(firstFile(ended), ended.stdout).toMatchObject({ accepted: 0, rejected: 1 });
  });

  it.each([
    ['plain', (bytes: Buffer) => bytes, []],
    ['compressed', (bytes: Buffer) => gzipSync(bytes), []],
    ['in a dry run', (bytes: Buffer) => bytes, ['--dry-run']],
  ])('in 6 of 100 lines refuse the file before its first row: %s', async (_how, pack, flags) => {
    const from = await space.write('utf-8.csv', pack(content(93, 6)));
    const ended = await ingest('--from', from, '--max-rejects', '100%', ...flags);
    expect(ended.exitCode).toBe(2);
    expect(documentOf(ended).error).toMatchObject({
      code: 'INPUT_FORMAT',
      message: message(from, 95, '6 of 100'),
      hint: 'set "encoding" of this file in the source, or convert the file',
    });
    expect(await space.rows(`SELECT code FROM ${DATABASE}.import_text`)).toEqual([]);
    expect(await space.rows(`SELECT file_id FROM ${DATABASE}_meta.ingest_file`)).toEqual([]);
  });

  it('are counted over the whole file', async () => {
    const from = await space.write('utf-8.csv', content(30_000, 10_000));
    const ended = await ingest('--from', from, '--max-rejects', '100%');
    expect(documentOf(ended).error?.message).toBe(message(from, 30_002, '10,000 of 40,001'));
    expect(await space.rows(`SELECT code FROM ${DATABASE}.import_text`)).toEqual([]);
  });
});
