import { describe, expect, it } from 'vitest';
import { historyStatements } from './history-sql.ts';
import type { HistoryRequest } from './history-request.ts';

const request: HistoryRequest = {
  database: 'shop',
  target: 'price',
  key: ['sku'],
  columns: [
    {
      name: 'sku',
      definition: 'varchar(64) CHARACTER SET ascii COLLATE ascii_bin',
      isText: true,
      folds: false,
    },
    { name: 'valid_from', definition: 'datetime(6)', isText: false, folds: false },
    { name: 'amount', definition: 'decimal(12,2)', isText: false, folds: false },
  ],
  select: 'SELECT * FROM staged',
  history: { from: 'valid_from', to: 'valid_to', open: null },
  to: { name: 'valid_to', definition: 'datetime(6)', isText: false, folds: false },
  stageDatabase: 'shop_stage',
};

const chainOf = (of: HistoryRequest) => historyStatements(of).chain.join('\n');

describe('historyStatements', () => {
  it('collects every row, as each may be a version', () => {
    expect(historyStatements({ ...request, newerBy: 'valid_from' }).collect).toMatch(
      /\nSELECT \* FROM staged$/,
    );
  });

  it('orders what was said of a key by moment, and compares neighbours', () => {
    const chain = chainOf(request);
    expect(chain).toContain('WINDOW w AS (PARTITION BY `sku` ORDER BY `valid_from`)');
    expect(chain).toContain('LAG(`amount`) OVER w AS _previous_0');
    expect(chain).toContain('_place = 1 OR NOT (_previous_0 <=> `amount`) AS _is_version');
    expect(chain).toContain(
      'LEAD(`valid_from`) OVER (PARTITION BY `sku`, _is_version ORDER BY `valid_from`) AS _next',
    );
  });

  it('leaves alone what was said before the version in front of the rows wanted', () => {
    const chain = chainOf(request);
    expect(chain).toContain('t.`sku` = k.`sku` AND t.`valid_from` < k._first');
    expect(chain).toContain('`shop`.`price` AS t ON t.`sku` = k.`sku` AND t.`valid_from` >= k._since');
    expect(chain).toContain('`_repeats_price` AS t ON t.`sku` = k.`sku` AND t.`valid_from` >= k._first');
  });

  it('ends the last version with the declared value', () => {
    const open = '9999-12-31 00:00:00';
    const chain = chainOf({ ...request, history: { ...request.history, open } });
    expect(chain).toMatch(/COALESCE\(_next, '9999-12-31 00:00:00'\) AS _to/);
  });

  it('lets the wanted row win over the one that is there, unless another column decides', () => {
    const order = (newerBy?: string) =>
      /PARTITION BY `sku`, `valid_from` ORDER BY (.*)\) AS _nth/.exec(chainOf({ ...request, newerBy }))?.[1];
    expect(order()).toBe('_weight DESC');
    expect(order('valid_from')).toBe('_weight DESC');
    expect(order('amount')).toBe('`amount` DESC, _weight DESC');
  });

  it('deletes before it corrects, ends and inserts, and keeps what is no version beside the staging tables', () => {
    const { changes, repeats } = historyStatements(request);
    const verbs = changes.map(({ sql, counts }) => `${sql.split(' ', 1)[0]} ${counts}`);
    expect(verbs).toEqual([
      'DELETE updated',
      'UPDATE updated',
      'UPDATE updated',
      'INSERT inserted',
      'INSERT inserted',
      'DELETE null',
      'INSERT null',
    ]);
    expect(repeats.createSql).toMatch(
      /^CREATE OR REPLACE TABLE `shop_stage`.`_repeats_price` .* PRIMARY KEY \(`sku`, `valid_from`\)/,
    );
  });
});
