import { expect, it } from 'vitest';
import type { ColumnFacts, TableFacts } from '../types/column-facts.ts';
import { compileMapping } from './compile-mapping.ts';
import { levelsOf } from './compiled-mapping.ts';
import { mappingSchema } from './mapping-schema.ts';

const column = (name: string, dataType = 'int', changes: Partial<ColumnFacts> = {}): ColumnFacts => ({
  name,
  dataType,
  columnType: dataType,
  isNullable: false,
  collation: dataType === 'varchar' ? 'utf8mb4_general_ci' : null,
  precision: null,
  timePrecision: null,
  ...changes,
});

const table = (name: string, changes: Partial<TableFacts> = {}): TableFacts => ({
  name,
  columns: [column('id'), column('label', 'varchar')],
  indexes: [{ name: 'PRIMARY', isUnique: true, columns: ['id'] }],
  personal: new Set(),
  rows: 1,
  engine: 'InnoDB',
  ...changes,
});

const child = table('line', {
  columns: [column('id'), column('line_no'), column('amount', 'decimal', { precision: 12 })],
  indexes: [{ name: 'PRIMARY', isUnique: true, columns: ['id', 'line_no'] }],
});

function compile(spec: object, tables: readonly TableFacts[] = [table('root'), child]) {
  const mapping = mappingSchema.parse({
    mapping: 'test',
    title: 'Test',
    collections: { roots: { table: 'root', key: 'id', ...spec } },
  });
  return compileMapping(mapping, new Map(tables.map((one) => [one.name, one])));
}

const lines = { arrays: { lines: { table: 'line', on: { id: 'id' } } } };

it('takes all columns but those that the parent gives', () => {
  const { collections } = compile(lines);
  const levels = levelsOf(collections![0]!.root);
  expect(levels.map(({ columns }) => columns.map(({ field }) => field))).toEqual([
    ['_id', 'label'],
    ['line_no', 'amount'],
  ]);
  expect(levels[1]).toMatchObject({ index: 'PRIMARY', order: ['line_no'], kind: 'array' });
});

it.each<[string, object, TableFacts[], string]>([
  ['no such table', { table: 'rot' }, [table('root')], 'the database has no table "rot"'],
  [
    'another engine',
    {},
    [table('root', { engine: 'Aria' })],
    'root is Aria: a snapshot covers InnoDB tables alone',
  ],
  [
    'a key that is not unique',
    { key: 'label' },
    [table('root')],
    'must be an integer column of root with a unique index of its own',
  ],
  [
    'personal data without a decision',
    {},
    [table('root', { personal: new Set(['label']) })],
    'root.label is or may be personal data: decide with pii: { label: drop } or none',
  ],
  ['a misspelt column', { pii: { lable: 'drop' } }, [table('root')], 'root has no column "lable"'],
  [
    'a type that is not covered',
    {},
    [table('root', { columns: [column('id'), column('x', 'double')] })],
    'root.x: double cannot be verified digit by digit yet; omit the column',
  ],
  [
    'children without an index',
    lines,
    [table('root'), { ...child, indexes: [{ name: 'PRIMARY', isUnique: true, columns: ['line_no', 'id'] }] }],
    'no index of line begins with id: each parent would read the whole table',
  ],
  [
    'children without a primary key',
    lines,
    [table('root'), { ...child, indexes: [{ name: 'ix', isUnique: false, columns: ['id'] }] }],
    'line has no primary key: its rows cannot be told apart',
  ],
  [
    'several rows for a document',
    { documents: { line: { table: 'line', on: { id: 'id' } } } },
    [table('root'), child],
    'a parent may have several rows of line: embed it under arrays',
  ],
  [
    'an order that cannot be checked',
    lines,
    [table('root'), { ...child, columns: [column('id'), column('line_no', 'varchar')] }],
    'line_no of its primary key has an order that a client cannot check',
  ],
  [
    'an order that is left out',
    { arrays: { lines: { table: 'line', on: { id: 'id' }, omit: ['line_no'] } } },
    [table('root'), child],
    'line_no orders the elements, so it cannot be left out',
  ],
  [
    'a join on text of an unknown order',
    { arrays: { lines: { table: 'line', on: { id: 'label' } } } },
    [table('root'), child],
    'id and label must be of one type',
  ],
  [
    'two values for one field',
    { rename: { label: 'lines' }, ...lines },
    [table('root'), child],
    'two values would become the field "lines": rename one',
  ],
  [
    'a name with a dollar',
    {},
    [table('root', { columns: [column('id'), column('$x')] })],
    '"$x" cannot be the name of a field: rename the column',
  ],
])('refuses %s', (_, spec, tables, message) => {
  const { remarks } = compile(spec, tables);
  expect(remarks?.map((remark) => remark.message).join('\n')).toContain(message);
});
