import { describe, expect, it } from 'vitest';
import { sourceSchema } from '../source/source-schema.ts';
import { neededByFile, neededByStep } from './needed-files.ts';

const columns = [{ name: 'no', type: 'text', charset: 'ascii', max_chars: 64, required: true }];
const check = (file: string, name: string, on_fail: string, where: string) => ({
  check: name,
  file,
  on_fail,
  reason: 'it is wrong',
  where,
});
const upsert = (file: string, table: string, select: string) => ({
  upsert: table,
  file,
  key: ['no'],
  select,
});

const source = sourceSchema.parse({
  source: 'shop',
  title: 'what needs what',
  files: {
    products: { match: 'products.csv', columns },
    orders: { match: 'orders.csv', columns },
    lines: { match: 'lines.csv', columns },
    rates: { match: 'rates.csv', into: 'rate', columns },
  },
  steps: [
    check('lines', 'early', 'reject', 'NOT EXISTS (SELECT 1 FROM product AS p WHERE p.no = s.no)'),
    upsert('products', 'product', 'SELECT s.no FROM {{products}} AS s'),
    upsert('orders', 'orders', 'SELECT s.no FROM {{orders}} AS s JOIN product AS p USING (no)'),
    check('lines', 'order_unknown', 'wait', 'NOT EXISTS (SELECT 1 FROM orders AS o WHERE o.no = s.no)'),
    check('lines', 'too_late', 'reject', 'EXISTS (SELECT 1 FROM orders AS o WHERE o.no > s.no)'),
    check('lines', 'dear', 'warn', 'EXISTS (SELECT 1 FROM product AS p WHERE p.no > s.no)'),
    check('lines', 'rate_unknown', 'reject', 'NOT EXISTS (SELECT 1 FROM rate AS r WHERE r.no = s.no)'),
    upsert('lines', 'line', 'SELECT s.no FROM {{lines}} AS s'),
    upsert('lines', 'note', 'SELECT l.no FROM {{lines}} AS s JOIN line AS l USING (no)'),
  ],
});

describe('what a step needs of other files', () => {
  it.each([
    ['nothing that comes only after it', 0, []],
    ['nothing if it reads its own file', 1, []],
    ['what an earlier step put into a table that it joins', 2, ['products']],
    ['nothing if it waits', 3, []],
    ['nothing that its file waits for', 4, []],
    ['as a warning too', 5, ['products']],
    ['what goes straight into a table', 6, ['rates']],
    ['not its own rows', 8, []],
  ])('%s', (_, index, needed) => {
    expect([...neededByStep(source, index)]).toEqual(needed);
  });
});

describe('what a file needs', () => {
  it('is what its steps need, warnings apart', () => {
    expect([...neededByFile(source, 'lines')]).toEqual(['rates']);
    expect([...neededByFile(source, 'orders')]).toEqual(['products']);
    expect([...neededByFile(source, 'products')]).toEqual([]);
  });

  it('is only what the steps still to come need', () => {
    expect([...neededByFile(source, 'lines', 7)]).toEqual([]);
  });
});
