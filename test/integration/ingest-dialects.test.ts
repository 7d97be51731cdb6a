import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { documentOf } from '../support/aether-cli.ts';
import type { IngestData } from '../support/ingest-document.ts';
import { createEmptier, type Emptier } from '../support/ingest-state.ts';
import { sharedServer } from '../support/shared-server.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

// Files whose fields and records are ended by several characters, from their bytes to the rows and back to the rejects.

const DATABASE = 'aethertest_dialects';

/** `direct` loads straight into the table, `staged` by way of a step. */
type Way = 'direct' | 'staged';

const SOURCE = (way: Way) => `
source: codes
title: a dialect of its own
files:
  codes:
    match: codes.csv
    dialect: { delimiter: '|~|', record_end: "|\\n" }
${way === 'direct' ? '    into: import_code' : ''}
    columns:
      - { name: code, type: text, charset: ascii, max_chars: 20, required: true }
      - { name: amount, type: integer, required: true }
      - { name: note, type: text, max_chars: 100 }
${
  way === 'staged'
    ? `steps:
  - upsert: import_code
    file: codes
    key: [code]
    per_record: true
    select: SELECT s.code, s.amount, s.note FROM {{codes}} AS s`
    : ''
}
`;

interface Sound {
  readonly code: string;
  readonly amount: number;
  readonly note: string | null;
}

const field = (text: string) => (/"|\|~\||\|\n/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const record = ({ code, amount, note }: Sound) => `${code}|~|${amount}|~|${field(note ?? '')}`;

/** What terminators in quotes, parts of them and line breaks do to a field: nothing. */
const NOTES = [
  'plain',
  null,
  'ends|\nwithin quotes, |~| too',
  'a | b ~ c |~ d ~| e',
  'a line\nfeed and a\r\nreturn are text',
  'he said "no"|\n|\n',
  'João|~|Zoë 👏🏽',
];

/** More than three chunks. */
const SOUND: readonly Sound[] = Array.from({ length: 6000 }, (_, index) => ({
  code: `c-${String(index).padStart(6, '0')}`,
  amount: index,
  note: NOTES[index % NOTES.length] ?? null,
}));

/** Records in front of which these bad ones stand. */
const BAD: Readonly<Record<number, string>> = {
  0: 'x-0|~|none|~|"quoted|\nbreak, |~| and ""quotes"""',
  1: 'x-1|~|7',
  2999: 'x-2|~|1|~|a|~|b',
  4500: 'x-3|~|~|~|João\nZoë',
};

const FILE = [
  'code|~|amount|~|note',
  ...SOUND.flatMap((sound, index) => {
    const bad = BAD[index];
    return bad === undefined ? [record(sound)] : [bad, record(sound)];
  }),
].join('|\n');

let space: Workspace;
let emptier: Emptier;

beforeAll(async () => {
  space = await openWorkspace({
    server: sharedServer(),
    database: DATABASE,
    limits: { chunk_bytes: '64KiB' },
  });
  await space.applySchema();
  await space.rows(
    `CREATE TABLE ${DATABASE}.import_code (code VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin PRIMARY KEY,
       amount INT NOT NULL, note VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin)`,
  );
  emptier = await createEmptier(space);
});

afterAll(() => space[Symbol.asyncDispose]());
beforeEach(() => emptier.empty());

async function ingest(args: readonly string[]) {
  const ended = await space.run(['ingest', './codes.yaml', '--json', ...args]);
  const [file] = documentOf<IngestData>(ended).data.files;
  if (file === undefined) throw new Error(ended.stdout);
  return { ...file, exitCode: ended.exitCode };
}

const rows = () => space.rows(`SELECT code, amount, note FROM ${DATABASE}.import_code ORDER BY code`);

describe.each<Way>(['direct', 'staged'])('terminators of several characters, %s', (way) => {
  // With a last record that is ended, and with one that the file just stops behind.
  it.each(['', '|\n'])('are told from what stands in quotes, last end %j', async (end) => {
    await space.write('codes.yaml', SOURCE(way));
    const from = await space.write('codes.csv', FILE + end);
    const loaded = await ingest(['--from', from, '--max-rejects', '4']);
    expect(loaded).toMatchObject({ exitCode: 0, parsed: 6004, accepted: 6000, rejected: 4 });
    expect(await rows()).toEqual(SOUND);
  });

  it('leave rejects as they lie in the file', async () => {
    await space.write('codes.yaml', SOURCE(way));
    const from = await space.write('codes.csv', FILE);
    await ingest(['--from', from, '--max-rejects', '4']);
    const rejects = await space.rows(
      `SELECT CAST(byte_offset AS DOUBLE) AS at, raw FROM ${DATABASE}_meta.ingest_reject
        WHERE raw IS NOT NULL ORDER BY record_no`,
    );
    const raws = rejects.map((row) => row['raw'] as Buffer);
    expect(raws.map(String)).toEqual(Object.values(BAD));
    const content = await readFile(from);
    rejects.forEach((row, index) => {
      const at = row['at'] as number;
      expect(content.subarray(at, at + raws[index]!.length)).toEqual(raws[index]);
    });
  });

  it('are those of the rejects file, which loads once it is corrected', async () => {
    await space.write('codes.yaml', SOURCE(way));
    const from = await space.write('codes.csv', FILE);
    const loaded = await ingest(['--from', from, '--max-rejects', '4']);
    const corrected = (await readFile(loaded.rejects_file!, 'utf8'))
      .replace('x-0|~|none|~|', 'x-0|~|0|~|')
      .replace('x-3|~|~|~|', 'x-3|~|3|~|');
    const path = await space.write(basename(loaded.rejects_file!), corrected);
    const replayed = await ingest(['--replay', path, '--max-rejects', '2']);
    expect(replayed).toMatchObject({ exitCode: 0, parsed: 4, accepted: 2, rejected: 2 });
    expect((await rows()).slice(6000)).toEqual([
      { code: 'x-0', amount: 0, note: 'quoted|\nbreak, |~| and "quotes"' },
      { code: 'x-3', amount: 3, note: 'João\nZoë' },
    ]);
  });
});
