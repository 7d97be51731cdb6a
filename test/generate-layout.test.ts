import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createChunkMaker } from '../src/lib/generate/chunks/make-chunk.ts';
import { TABLES } from '../src/lib/generate/tables/all-tables.ts';
import type { Column } from '../src/lib/generate/tables/column.ts';
import { headerOf } from '../src/lib/generate/tables/table.ts';
import { compileRow } from '../src/lib/ingest/encode/row-compiler.ts';
import { createRowBuffer } from '../src/lib/ingest/encode/row-buffer.ts';
import { createRecordScanner } from '../src/lib/ingest/records/record-scanner.ts';
import { type FileSpec, sourceSchema } from '../src/lib/ingest/source/source-schema.ts';

// The generator and the source are written apart, as two capabilities must be. Here they are held against each other.

const FILE = new URL('../configs/sources/aethermart.yaml', import.meta.url);
const source = sourceSchema.parse(parse(readFileSync(FILE, 'utf8')));

const FROM = Date.UTC(2025, 9, 1) / 1000;
const TO = Date.UTC(2026, 9, 1) / 1000;

describe('configs/sources/aethermart.yaml', () => {
  it('names the files that are generated, in the same order', () => {
    expect(Object.keys(source.files)).toEqual(TABLES.map(({ name }) => name));
  });

  it.each(TABLES)('describes $name.csv as it is written', ({ name, columns, key }) => {
    const file = source.files[name]!;
    expect(file.match).toBe(`${name}.csv`);
    expect(file.key).toEqual(key);
    expect(file.columns.map((column) => column.name)).toEqual(columns.map((column) => column.name));
    for (const [place, column] of columns.entries()) {
      const spec = file.columns[place]!;
      expect(spec.required, column.name).toBe(column.isRequired);
      expect(kindsOf(spec), column.name).toContain(column.kind);
      if (column.maxChars !== undefined)
        expect(spec, column.name).toMatchObject({ max_chars: column.maxChars });
    }
  });

  it('has every check that a mistake of the generator is to be found by', () => {
    const checks = source.steps.flatMap((step) =>
      'check' in step ? [`${step.file} ${step.check} ${step.column ?? ''} ${step.on_fail}`] : [],
    );
    for (const table of TABLES) {
      for (const { rule, column } of table.mistakes) {
        expect(checks).toContain(`${table.name} ${rule} ${column} reject`);
      }
    }
  });
});

/** The kinds of the generator that a column of the source may be. */
function kindsOf(spec: FileSpec['columns'][number]): readonly Column['kind'][] {
  if (spec.type === 'text') return spec.charset === 'ascii' ? ['code', 'ascii', 'text'] : ['text'];
  return KINDS[spec.type];
}

const KINDS: Readonly<
  Record<Exclude<FileSpec['columns'][number]['type'], 'text'>, readonly Column['kind'][]>
> = {
  decimal: ['money'],
  datetime: ['time'],
  date: ['day'],
  enum: ['choice'],
  boolean: ['flag'],
  integer: ['integer'],
  json: ['json'],
  float: [],
};

/** Rules that need more than the record itself: duplicates, and the checks of the steps. */
const needsOtherRecords = new Set([
  'duplicate_key',
  ...source.steps.flatMap((step) => ('check' in step ? [step.check] : [])),
]);

describe('the scanner and the row compiler', () => {
  const shop = { customers: 4000, orders: 4000, products: 1000, from: FROM, to: TO };

  it.each(TABLES.flatMap((table) => ['one', 'two'].map((seed) => ({ table, name: table.name, seed }))))(
    'find what is wrong with records of $name, and nothing else (seed $seed)',
    ({ table, seed }) => {
      const make = createChunkMaker({ shop: { ...shop, seed }, dirty: 0.25, gzip: false });
      const { bytes, rows, flaws } = make({ table: table.name, chunk: 0 });
      const planted = flaws
        .filter(({ rule }) => !needsOtherRecords.has(rule))
        .map((flaw) => `${flaw.recordsBefore + 1} line ${flaw.linesBefore + 2}: ${flaw.rule} ${flaw.column}`);
      const found = check(source.files[table.name]!, Buffer.concat([Buffer.from(headerOf(table)), bytes]));
      expect(found.violations).toEqual(planted);
      expect(found.records).toBe(rows);
    },
  );

  function check(file: FileSpec, bytes: Buffer): { records: number; violations: string[] } {
    const columns = file.columns.map((spec, field) => ({ spec, field }));
    const scanner = createRecordScanner(file.dialect, { expectedFields: columns.length });
    const compiler = compileRow(columns, { dialect: file.dialect });
    const out = createRowBuffer(Buffer.allocUnsafeSlow(1024));
    const violations: string[] = [];
    scanner.feed(bytes);
    scanner.finish();
    // The header.
    scanner.next();
    let records = 0;
    for (; scanner.next(); records += 1) {
      out.length = 0;
      const { record } = scanner;
      compiler.write(record, out);
      for (const { rule, column } of compiler.violations()) {
        violations.push(`${record.recordNumber} line ${record.line}: ${rule} ${column ?? null}`);
      }
    }
    return { records, violations };
  }
});
