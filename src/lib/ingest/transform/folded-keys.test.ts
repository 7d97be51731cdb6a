import { describe, expect, it } from 'vitest';
import { foldedKeyQueries } from './folded-keys.ts';

const folding = {
  name: 'sku',
  definition: 'varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci',
  isText: true,
  folds: true,
};

const request = { database: 'shop', target: 'price', key: ['sku', 'channel_id'] };

describe('foldedKeyQueries', () => {
  it('looks at the rows among themselves and beside those of the target', () => {
    const queries = foldedKeyQueries({ ...request, columns: [folding] });
    expect(queries).toHaveLength(2);
    expect(queries[0]).toContain('GROUP BY `sku`, `channel_id`');
    expect(queries[1]).toContain('ON t.`sku` = w.`sku` AND t.`channel_id` = w.`channel_id`');
  });

  it('asks nothing where the key is binary, whatever other columns are', () => {
    const columns = [
      { ...folding, folds: false },
      { ...folding, name: 'label' },
    ];
    expect(foldedKeyQueries({ ...request, columns })).toEqual([]);
  });
});
