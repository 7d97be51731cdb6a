import { expect, it } from 'vitest';
import type { ColumnFacts, TableFacts } from '../types/column-facts.ts';
import { compileMapping } from './compile-mapping.ts';
import { inOrderOfReferences } from './compile-references.ts';
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
    'root.label is or may be personal data: decide with pii: { label: drop }, another action or none',
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
    'line has no primary key: its rows cannot be distinguished',
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

const mail = table('root', { personal: new Set(['label']) });
const reviews = table('review', {
  columns: [
    column('id'),
    column('review_id'),
    column('rating', 'decimal', { precision: 3 }),
    column('at', 'datetime', { timePrecision: 0 }),
    column('note', 'varchar'),
    column('may_be', 'int', { isNullable: true }),
  ],
  indexes: [{ name: 'PRIMARY', isUnique: true, columns: ['id', 'review_id'] }],
});
const top = (changes: object) => ({
  arrays: {
    best: { table: 'review', on: { id: 'id' }, top: 3, sort: { rating: -1, review_id: 1 }, ...changes },
  },
});

it('keeps replaced personal data apart from the columns that MariaDB digests', () => {
  const { collections } = compile({ pii: { label: { token: 'person' } } }, [mail]);
  const [{ root, replaced }] = collections as [(typeof collections & object)[number]];
  expect(root.columns.map(({ field }) => field)).toEqual(['_id']);
  expect(root.guarded).toMatchObject([{ field: 'label', guard: { action: 'token', domain: 'person' } }]);
  expect(replaced).toEqual(['root.label (token)']);
});

it('asks for no decision on what is not taken', () => {
  const { collections } = compile({ take: ['id'] }, [mail]);
  expect(collections![0]).toMatchObject({ omitted: ['root.label'], dropped: [] });
});

it('takes a subset in an order that is one, and computes over all rows', () => {
  const computed = {
    reviews: { count: 'best' },
    rating: { sum: 'best.rating' },
    twice: { sql: 'id * 2 + 1', as: 'integer' },
  };
  const { collections } = compile({ ...top({}), computed }, [table('root'), reviews]);
  const { root } = collections![0]!;
  expect(root.children[0]).toMatchObject({
    top: 3,
    sort: [
      { column: 'rating', direction: -1 },
      { column: 'review_id', direction: 1 },
    ],
  });
  const sql = root.columns.flatMap((one) => one.computed?.sql('t0', 'shop') ?? []);
  expect(sql).toEqual([
    '(SELECT COUNT(*) FROM `shop`.`review` AS t0x WHERE t0x.`id` = t0.`id`)',
    '(SELECT COALESCE(SUM(t0x.`rating`), 0) FROM `shop`.`review` AS t0x WHERE t0x.`id` = t0.`id`)',
    '(t0.`id` * 2 + 1)',
  ]);
});

it('knows which rows several parents share', () => {
  const owner = table('owner', { columns: [column('owner_id'), column('tier')] });
  const withKey = { ...owner, indexes: [{ name: 'PRIMARY', isUnique: true, columns: ['owner_id'] }] };
  const root = table('root', { columns: [column('id'), column('owner_id')] });
  const { collections } = compile(
    { documents: { owner: { table: 'owner', on: { owner_id: 'owner_id' }, take: ['tier'] } } },
    [root, withKey],
  );
  expect(collections![0]!.root.children[0]).toMatchObject({ isShared: true, kind: 'document', order: [] });
});

it('publishes what is referred to first', () => {
  const mapping = mappingSchema.parse({
    mapping: 'test',
    title: 'Test',
    collections: {
      lines: { table: 'single', key: 'id', references: { owner: 'roots' } },
      roots: { table: 'root', key: 'id' },
    },
  });
  const single = table('single', { columns: [column('id'), column('owner')] });
  const { collections } = compileMapping(
    mapping,
    new Map([table('root'), single].map((one) => [one.name, one])),
  );
  expect(collections![0]!.references).toEqual([{ field: 'owner', column: 'owner', collection: 'roots' }]);
  expect(inOrderOfReferences(collections!).map(({ name }) => name)).toEqual(['roots', 'lines']);
});

const archived = table('root', {
  columns: [column('id'), column('archived_at', 'datetime', { isNullable: true, timePrecision: 0 })],
});

it('keeps the documents of archived rows unless told otherwise', () => {
  expect(compile({}, [archived]).collections![0]!.archive).toBe('keep');
  expect(compile({ on_archive: 'delete', omit: ['archived_at'] }, [archived]).collections![0]!.archive).toBe(
    'delete',
  );
  expect(compile({}, [table('root')]).collections![0]!.archive).toBeNull();
});

const days = table('root', { columns: [column('id'), column('born', 'date'), column('label', 'varchar')] });

it.each<[string, object, TableFacts[], string]>([
  [
    'a year of what has none',
    { pii: { label: 'year' } },
    [mail],
    'root.label: year needs a date; use token, redact or drop',
  ],
  ['a token for _id', { pii: { id: 'token' } }, [mail], 'id becomes _id; "none" is what it can be'],
  [
    'a token for what the parent has',
    { arrays: { lines: { table: 'line', on: { id: 'id' }, pii: { id: 'redact' } } } },
    [table('root'), child],
    'id is not repeated: its parent has the value',
  ],
  [
    'a join on what is replaced',
    { pii: { label: 'token' }, arrays: { lines: { table: 'line', on: { id: 'label' } } } },
    [table('root'), child],
    '"label" is not a column that root brings into the document as it is',
  ],
  [
    'a subset without an order',
    top({ sort: undefined }),
    [table('root'), reviews],
    'says which elements are the first only together with "sort"',
  ],
  [
    'a sort that two rows could share',
    top({ sort: { rating: -1 } }),
    [table('root'), reviews],
    'two rows of review may share these values, and their order would not be one: add review_id at the end',
  ],
  [
    'a sort by what may be NULL',
    top({ sort: { may_be: 1, review_id: 1 } }),
    [table('root'), reviews],
    'may_be may be NULL, which has no place in an order that a client can check',
  ],
  [
    'a sort by text of an unknown order',
    top({ sort: { note: 1, review_id: 1 } }),
    [table('root'), reviews],
    'note has an order that a client cannot check',
  ],
  [
    'tables below a subset',
    top({ documents: { line: { table: 'line', on: { id: 'id' } } } }),
    [table('root'), reviews, child],
    'a subset has no tables below it',
  ],
  [
    'a field that changes by itself',
    { computed: { age: { sql: 'DATEDIFF(NOW(), born)', as: 'integer' } } },
    [days],
    'NOW changes without a row changing: a document is a function of its rows',
  ],
  [
    'a field of today',
    { computed: { age: { sql: 'DATEDIFF(CURRENT_DATE, born)', as: 'integer' } } },
    [days],
    'CURRENT_DATE changes without a row changing',
  ],
  [
    'a function that is not known',
    { computed: { x: { sql: 'SLEEP(id)', as: 'integer' } } },
    [days],
    'the function SLEEP is not among those that depend on the row alone',
  ],
  [
    'a subquery',
    { computed: { x: { sql: '(SELECT 1)', as: 'integer' } } },
    [days],
    'root has no column "SELECT"',
  ],
  [
    'an end of the expression',
    { computed: { x: { sql: 'id) OR (1', as: 'integer' } } },
    [days],
    'its parentheses do not match',
  ],
  [
    'a comment in an expression',
    { computed: { x: { sql: 'id /* x */', as: 'integer' } } },
    [days],
    'cannot be in an expression',
  ],
  [
    'personal data in an expression',
    { pii: { label: 'drop' }, computed: { x: { sql: 'LENGTH(label)', as: 'integer' } } },
    [mail],
    'root.label is personal data, which a computed field would show',
  ],
  [
    'a sum of personal data',
    { ...lines, computed: { x: { sum: 'lines.amount' } } },
    [table('root'), { ...child, personal: new Set(['amount']) }],
    'line.amount is personal data',
  ],
  [
    'a sum of text',
    { ...top({}), computed: { x: { sum: 'best.note' } } },
    [table('root'), reviews],
    'exact sum',
  ],
  ['a count of nothing', { computed: { x: { count: 'lines' } } }, [table('root')], '"lines" is not an array'],
  [
    'an index on a field that is nowhere',
    { indexes: [{ keys: { lable: 1 } }] },
    [table('root')],
    'no document has the field "lable", did you mean "label"?',
  ],
  [
    'a partial index on a field that is nowhere',
    { indexes: [{ keys: { label: 1 }, where: { 'label.x': { exists: true } } }] },
    [table('root')],
    'no document has the field "label.x"',
  ],
  [
    'a TTL of a text',
    { indexes: [{ keys: { label: 1 }, expire_after: 60 }] },
    [table('root')],
    'a TTL index has one field, a date of the root',
  ],
  [
    'two TTL',
    {
      indexes: [
        { keys: { born: 1 }, expire_after: 60 },
        { keys: { born: -1 }, expire_after: 90 },
      ],
    },
    [days],
    'one index with expire_after is what a collection can have',
  ],
  ['a reference to nothing', { references: { label: 'films' } }, [table('root')], 'no collection "films"'],
  [
    'a reference of another type',
    { references: { label: 'roots' } },
    [table('root')],
    'String never equals the Int32 of _id in roots',
  ],
  [
    'an archive policy without an archive',
    { on_archive: 'keep' },
    [table('root')],
    'root has no column archived_at: nothing of it is archived',
  ],
  [
    'kept documents that do not say so',
    { omit: ['archived_at'] },
    [archived],
    'archived_at says which documents stay as they are, so it cannot be left out',
  ],
  ['a misspelt column to take', { take: ['lable'] }, [table('root')], 'root has no column "lable"'],
])('refuses %s', (_, spec, tables, message) => {
  const { remarks } = compile(spec, tables);
  expect(remarks?.map((remark) => remark.message).join('\n')).toContain(message);
});
