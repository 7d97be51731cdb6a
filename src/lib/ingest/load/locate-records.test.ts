import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { inputFile } from '../input/find-files.ts';
import { inspectInputs } from '../input/inspect-inputs.ts';
import type { Input } from '../input/input.ts';
import { readRecordBlocks } from '../input/read-records.ts';
import type { EncodingName } from '../records/encoding-names.ts';
import type { Boundary } from '../records/record-view.ts';
import { sourceSchema } from '../source/source-schema.ts';
import { openRecordLocator, type Violations } from './locate-records.ts';

const directory = mkdtempSync(join(tmpdir(), 'aether-reader-'));
afterAll(() => rmSync(directory, { recursive: true }));

const { signal } = new AbortController();
/** Of several lengths, every fifth three lines long, and more than one block of them. */
const RECORDS = Array.from(
  { length: 10_000 },
  (_, index) => `${index + 1},"${index % 5 === 0 ? 'über\r\nzwei\r\nZeilen' : 'é'.repeat(index % 40)}"`,
);
const TEXT = `no,text\n${RECORDS.join('\n')}\n`;
const UTF8 = Buffer.from(TEXT);
const UTF16 = Buffer.from(`\uFEFF${TEXT}`, 'utf16le');

async function open(content: Buffer, encoding: EncodingName): Promise<Input> {
  const path = join(directory, 'records.csv');
  writeFileSync(path, content);
  const columns = ['no', 'text'].map((name) => ({ name, type: 'text', max_chars: 200 }));
  const files = { records: { match: 'records.csv', encoding, columns } };
  const source = sourceSchema.parse({ source: 'records', title: 'records', files });
  const context = { emit: () => undefined, signal };
  const [input] = await inspectInputs(context, { source, directory }, [await inputFile('records', path)]);
  if (input === undefined) throw new Error('the source has no such file');
  return input;
}

function wanted(...numbers: number[]): Violations {
  return new Map(numbers.map((number) => [number, [{ rule: 'test', column: null, reason: 'wanted' }]]));
}

/** Where every record starts, read in one go. */
async function boundaries(input: Input): Promise<ReadonlyMap<number, Boundary>> {
  const found = new Map<number, Boundary>();
  for await (const scanner of readRecordBlocks(input, signal)) {
    while (scanner.next()) {
      const { byteOffset, line, recordNumber } = scanner.record;
      found.set(recordNumber, { byteOffset, line, recordNumber });
    }
  }
  return found;
}

describe.each([
  ['plain', UTF8, 'utf-8'],
  ['compressed', gzipSync(UTF8), 'utf-8'],
  ['in UTF-16', UTF16, 'utf-16le'],
  ['in UTF-16, compressed', gzipSync(UTF16), 'utf-16le'],
] as const)('a reader of records, %s', (_how, content, encoding) => {
  it('finds the wanted ones as they stand in the file, going on where it stopped', async () => {
    await using reader = openRecordLocator(await open(content, encoding), signal);
    const unit = encoding === 'utf-8' ? 'utf8' : 'utf16le';
    for (const numbers of [[1], [2, 3, 4711], [4712], [9999, 10_000]]) {
      const found = await reader.find(wanted(...numbers));
      expect(found.map(({ recordNumber }) => recordNumber)).toEqual(numbers);
      expect(found.map(({ raw }) => raw.toString(unit))).toEqual(
        numbers.map((number) => RECORDS[number - 1]),
      );
    }
  });

  it('finds the same from a boundary as from the start', async () => {
    const input = await open(content, encoding);
    const places = await boundaries(input);
    expect(places.size).toBe(RECORDS.length);
    for (const from of [1, 2, 6, 7777, 10_000].map((number) => places.get(number))) {
      await using whole = openRecordLocator(input, signal);
      await using rest = openRecordLocator(input, signal, from);
      const numbers = [from?.recordNumber ?? 0, 10_000];
      expect(await rest.find(wanted(...numbers))).toEqual(await whole.find(wanted(...numbers)));
    }
  });

  it('leaves out what the file lacks', async () => {
    await using reader = openRecordLocator(await open(content, encoding), signal);
    expect(await reader.find(wanted(10_000, 10_001))).toMatchObject([{ recordNumber: 10_000 }]);
    expect(await reader.find(wanted(10_002))).toEqual([]);
  });
});
