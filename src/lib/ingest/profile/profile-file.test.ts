import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { validateShape } from '../../infra/config/validate-shape.ts';
import { parseYamlFile } from '../../infra/config/yaml-file.ts';
import { sourceSchema } from '../source/source-schema.ts';
import { guessColumns } from './guess-column.ts';
import { createColumnProfiler } from './column-profile.ts';
import { oddities } from './oddities.ts';
import { profileFile, type FileProfile } from './profile-file.ts';
import { proposeSource } from './propose-source.ts';

const HEADER = 'Order No;Zip;Amount;Paid on;State;E-Mail;Note';
const ROWS = Array.from({ length: 60 }, (_, index) => {
  const state = ['open', 'paid', 'Paid'][index % 3];
  const zip = String(index + 100).padStart(5, '0');
  return `${index + 1};${zip};${index}.50;${String((index % 28) + 1).padStart(2, '0')}/12/2026;${state};p${index}@example.org;${index === 7 ? 'n/a' : ` text ${index}`}`;
});

describe('profileFile', () => {
  const directory = mkdtempSync(join(tmpdir(), 'aether-profile-'));
  const path = join(directory, 'Orders 2026.csv.gz');
  let profile: FileProfile;

  beforeAll(async () => {
    writeFileSync(path, gzipSync(`\uFEFF${[HEADER, ...ROWS, ';;;;;;', '1;2'].join('\r\n')}\r\n`));
    profile = await profileFile({ signal: new AbortController().signal }, path);
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  const column = (name: string) => {
    const index = profile.columns.findIndex((candidate) => candidate.name === name);
    return { profile: profile.columns[index]!, proposed: guessColumns(profile.columns)[index]! };
  };

  it('finds delimiter, header, encoding and the records that are broken as a whole', () => {
    expect(profile).toMatchObject({ delimiter: ';', hasHeader: true, encoding: 'utf-8', records: 62 });
    expect(Object.fromEntries(profile.broken)).toEqual({ blank_record: 1, field_count: 1 });
  });

  it('keeps leading zeros as text, and takes numbers, dates and lists of values for what they are', () => {
    expect(column('Zip').proposed.fields).toMatchObject({ type: 'text' });
    expect(column('Order No').proposed).toMatchObject({
      name: 'order_no',
      fields: { type: 'integer', required: true },
    });
    expect(column('Amount').proposed.fields).toEqual({
      type: 'decimal',
      precision: 6,
      scale: 2,
      required: true,
    });
    expect(column('Paid on').proposed.fields).toMatchObject({ type: 'date', formats: ['DD/MM/YYYY'] });
    expect(column('State').proposed.fields).toMatchObject({ type: 'enum', values: ['Paid', 'open', 'paid'] });
  });

  it('tells what is odd', () => {
    expect(oddities(column('State').profile)).toEqual(['differ only in case: "paid", "Paid"']);
    expect(oddities(column('Note').profile)).toEqual([
      '1 values are "n/a", which seems to mean nothing',
      '59 values have spaces around them',
    ]);
    expect(oddities(column('E-Mail').profile)).toEqual(['seems to be personal data (email)']);
  });

  it('proposes a source that is valid, with a key', () => {
    const text = proposeSource(profile, 'orders_2026');
    const { value, remarks } = validateShape(sourceSchema, parseYamlFile('orders.yaml', text).value);
    expect(remarks).toBeUndefined();
    expect(value?.files['orders_2026']).toMatchObject({ key: ['order_no'], dialect: { delimiter: ';' } });
    expect(text).toContain('# personal data: email');
  });
});

describe('a proposal', () => {
  const propose = (headers: readonly string[]) => {
    const columns = headers.map((header) => {
      const profiler = createColumnProfiler(header);
      for (const text of ['a1', 'b2']) profiler.add(text);
      return profiler.result();
    });
    const file = { fileName: 'odd.csv', encoding: 'utf-8', delimiter: ',', hasHeader: true } as const;
    const text = proposeSource({ ...file, records: 2, broken: new Map(), columns }, 'odd');
    return validateShape(sourceSchema, parseYamlFile('odd.yaml', text).value);
  };

  it('loads, however long the headers are and however alike', () => {
    const long = 'The price that was agreed upon when the order was placed';
    const { value, remarks } = propose([
      long,
      `${long} last`,
      'Zip',
      'ZIP',
      'zip',
      'zip_2',
      'Ação',
      '1.',
      '—',
    ]);
    expect(remarks).toBeUndefined();
    expect(value?.files['odd']?.key).toEqual(['the_price_that_was_agreed_upon_when_the_o']);
    expect(value?.files['odd']?.columns.map(({ name, from }) => [name, from])).toEqual([
      ['the_price_that_was_agreed_upon_when_the_o', long],
      ['the_price_that_was_agreed_upon_when_the_2', `${long} last`],
      ['zip', 'Zip'],
      ['zip_2', 'ZIP'],
      ['zip_3', 'zip'],
      ['zip_2_2', 'zip_2'],
      ['acao', 'Ação'],
      ['c_1', '1.'],
      ['column_9', '—'],
    ]);
  });

  it('names no key that was not looked for to the end', () => {
    const profiler = createColumnProfiler('No');
    profiler.add('1');
    const column = { ...profiler.result(), isUnique: undefined };
    const file = { fileName: 'many.csv', encoding: 'utf-8', delimiter: ',', hasHeader: true } as const;
    const profile = { ...file, records: 1, broken: new Map(), columns: [column] };
    expect(proposeSource(profile, 'many')).not.toContain('key:');
    expect(oddities(column)).toEqual([
      'too many values to know whether one occurs twice: not proposed as the key',
    ]);
  });
});
