import { describe, expect, it } from 'vitest';
import { upsertStatements, type UpsertRequest } from './upsert-sql.ts';

const request: UpsertRequest = {
  database: 'shop',
  target: 'price',
  key: ['sku'],
  update: ['amount', 'label'],
  columns: [
    {
      name: 'sku',
      definition: 'varchar(64) CHARACTER SET ascii COLLATE ascii_bin',
      isText: true,
      folds: false,
    },
    { name: 'amount', definition: 'decimal(12,2)', isText: false, folds: false },
    {
      name: 'label',
      definition: 'varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci',
      isText: true,
      folds: true,
    },
    { name: 'valid_from', definition: 'datetime(6)', isText: false, folds: false },
  ],
  select: 'SELECT * FROM staged',
};

describe('upsertStatements', () => {
  it('compares text byte by byte and everything else by value', () => {
    expect(upsertStatements(request).update).toBe(
      [
        'UPDATE `shop`.`price` AS t JOIN `_aether_wanted` AS w ON t.`sku` = w.`sku`',
        'SET t.`amount` = w.`amount`, t.`label` = w.`label`',
        'WHERE NOT (t.`amount` <=> w.`amount` AND CAST(CONVERT(t.`label` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(w.`label` USING utf8mb4) AS BINARY))',
      ].join('\n'),
    );
  });

  it('updates nothing where the step only inserts', () => {
    expect(upsertStatements({ ...request, update: [] }).update).toBeNull();
  });

  it('gives the wanted rows the types of the target, so that joins use its indexes', () => {
    expect(upsertStatements(request).collect).toContain(
      '`sku` varchar(64) CHARACTER SET ascii COLLATE ascii_bin',
    );
  });

  it('takes the newest row of a key, and never replaces a newer one', () => {
    const { collect, update } = upsertStatements({ ...request, newerBy: 'valid_from' });
    expect(collect).toContain(
      'PARTITION BY CAST(CONVERT(`sku` USING utf8mb4) AS BINARY) ORDER BY `valid_from` DESC',
    );
    expect(update).toContain('AND COALESCE(t.`valid_from` <= w.`valid_from`, TRUE)');
  });
});
