// @module-tag tried-once
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type MariadbConnection, openConnection } from '../../src/lib/infra/mariadb/connection.ts';
import { bindByPosition } from '../../src/lib/ingest/columns/bind-columns.ts';
import { inputFile } from '../../src/lib/ingest/input/find-files.ts';
import type { Input } from '../../src/lib/ingest/input/input.ts';
import { readRecordBlocks } from '../../src/lib/ingest/input/read-records.ts';
import { createBlockPool } from '../../src/lib/ingest/load/block-pool.ts';
import { loadRows } from '../../src/lib/ingest/load/load-rows.ts';
import { loadColumns, loadStatement } from '../../src/lib/ingest/load/load-statement.ts';
import { ROW_BLOCK_BYTES, scanChunks } from '../../src/lib/ingest/load/scan-chunks.ts';
import { fieldTexts } from '../../src/lib/ingest/records/field-texts.ts';
import { fileEncoding } from '../../src/lib/ingest/records/file-encoding.ts';
import { sourceSchema } from '../../src/lib/ingest/source/source-schema.ts';
import { adminEndpoint } from '../support/admin.ts';
import { parseIndependently, randomFile, type RandomFile } from '../support/random-files.ts';
import { sharedServer } from '../support/shared-server.ts';
import { shortOrFull } from '../support/soak.ts';

// Random files: what aether reads is what csv-parse reads, and what the server holds after a load.

const DATABASE = 'aether_random_files';
/** Files that share a transaction; 300 in all, 5,000 in the full proof. */
const FILES_PER_RUN = 25;
const RUNS = shortOrFull(12, 200);

const directory = mkdtempSync(join(tmpdir(), 'aether-random-'));
const { signal } = new AbortController();
let connection: MariadbConnection;

beforeAll(async () => {
  connection = await openConnection(adminEndpoint(sharedServer()), {
    signal,
    runId: 'test',
    localInfile: true,
  });
  await connection.run(
    `CREATE OR REPLACE DATABASE ${DATABASE} CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin`,
  );
  await connection.run(`USE ${DATABASE}`);
  const columns = [1, 2, 3, 4].map((number) => `c${number} LONGTEXT`).join(', ');
  await connection.run(`CREATE TABLE t (_file INT, _record INT, ${columns}, PRIMARY KEY (_file, _record))`);
});

afterAll(async () => {
  await connection.run(`DROP DATABASE IF EXISTS ${DATABASE}`);
  await connection.close();
  rmSync(directory, { recursive: true });
});

/** Without the look at its beginning, which guesses: a source may be wrong about a real file, never about these. */
async function openFile({ bytes, dialect, encoding, columns, bomBytes }: RandomFile): Promise<Input> {
  const path = join(directory, 'random.csv');
  writeFileSync(path, bytes);
  const specs = Array.from({ length: columns }, (_, index) => ({
    name: `c${index + 1}`,
    type: 'text',
    null_markers: [],
    quoted_null: false,
  }));
  const entry = { match: 'random.csv', encoding, dialect, columns: specs };
  const spec = sourceSchema.parse({ source: 's', title: 't', files: { random: entry } }).files['random']!;
  return {
    file: await inputFile('random', path),
    spec,
    columns: bindByPosition(spec.columns),
    fieldCount: columns,
    headerNotes: [],
    bomBytes,
    header: null,
    encoding: fileEncoding(encoding),
    lookups: new Map(),
  };
}

async function readRecords(input: Input): Promise<string[][]> {
  const records: string[][] = [];
  for await (const scanner of readRecordBlocks(input, signal)) {
    while (scanner.next()) records.push(fieldTexts(scanner.record, input.spec.dialect));
  }
  return records;
}

/** Loads a file in chunks of this size, as aether does; returns how many records it rejects as blank. */
async function load(input: Input, fileId: number, chunkBytes: number): Promise<number> {
  let blank = 0;
  const destination = { table: 't', columns: loadColumns(input.columns), staged: true };
  const options = { chunkBytes, committed: [], blocks: createBlockPool(ROW_BLOCK_BYTES), signal };
  for await (const { blocks, rejects } of scanChunks(input, options)) {
    const rules = rejects.flatMap(({ violations }) => violations.map(({ rule }) => rule));
    expect(rules.filter((rule) => rule !== 'blank_record')).toEqual([]);
    blank += rejects.length;
    expect(await loadRows(connection, loadStatement(destination, fileId), blocks)).toEqual([]);
  }
  return blank;
}

async function stored(fileId: number, columns: number): Promise<string[][]> {
  const names = Array.from({ length: columns }, (_, index) => `c${index + 1}`);
  const rows = await connection.query<Record<string, string>>(
    `SELECT ${names.join(', ')} FROM t WHERE _file = ? ORDER BY _record`,
    [fileId],
  );
  return rows.map((row) => names.map((name) => row[name]!));
}

it(
  `${FILES_PER_RUN * RUNS} random files are read as csv-parse reads them, and come back from the server as they were`,
  { timeout: 60 * 60_000 },
  async () => {
    const files = fc.array(fc.tuple(randomFile, fc.constantFrom(1, 200, 1024 * 1024)), {
      minLength: FILES_PER_RUN,
      maxLength: FILES_PER_RUN,
    });
    await fc.assert(
      fc.asyncProperty(files, async (given) => {
        const expected = given.map(([file]) => parseIndependently(file));
        await connection.run('DELETE FROM t');
        await connection.transaction(async () => {
          for (const [fileId, [file, chunkBytes]] of given.entries()) {
            const input = await openFile(file);
            expect(await readRecords(input)).toEqual(expected[fileId]!.map(({ fields }) => fields));
            const blank = expected[fileId]!.filter(({ isBlank }) => isBlank);
            expect(await load(input, fileId, chunkBytes)).toBe(blank.length);
          }
        });
        for (const [fileId, [{ columns }]] of given.entries())
          expect(await stored(fileId, columns)).toEqual(
            expected[fileId]!.filter(({ isBlank }) => !isBlank).map(({ fields }) => fields),
          );
      }),
      // The comparison shows what differs; to shrink a list of files would take minutes.
      { numRuns: RUNS, endOnFailure: true },
    );
  },
);
