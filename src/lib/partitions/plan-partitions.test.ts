import { describe, expect, it } from 'vitest';
import { newMonthsStatement } from './alter-partitions.ts';
import type { PartitionedTable, PartitionFacts } from './partitioned-table.ts';
import { planPartitions, type PartitionStep } from './plan-partitions.ts';

const TABLE: PartitionedTable = {
  table: 'orders',
  group: 'orders',
  column: 'placed_at',
  premakeMonths: 3,
  keepMonths: 120,
  partitions: [
    { name: 'p202611', below: '2026-12-01', aboutRows: 7 },
    { name: 'p202612', below: '2027-01-01', aboutRows: 0 },
    { name: 'pmax', below: null, aboutRows: 0 },
  ],
};

function planned(table: Partial<PartitionedTable>, facts: Partial<PartitionFacts> = {}): PartitionStep {
  const [step] = planPartitions('partitions', {
    month: '2026-11',
    tables: [{ ...TABLE, ...table }],
    ...facts,
  }).steps;
  if (step === undefined) throw new Error('no step');
  return step;
}

describe('planPartitions', () => {
  it('makes the months that must exist beyond the present one, on the last day of a month as on the first', () => {
    expect(planned({}).task).toEqual({
      table: 'orders',
      months: ['2027-01', '2027-02'],
      from: 'pmax',
      action: 'premake',
      rows: 0,
    });
    expect(planned({}, { month: '2026-09' }).action).toBe('keep');
    expect(planned({}, { month: '2026-10' }).task?.months).toEqual(['2027-01']);
  });

  it('makes every month that was left out, over the end of a year', () => {
    expect(planned({}, { month: '2027-12' }).task?.months).toHaveLength(15);
    expect(planned({}, { month: '2027-12' }).task?.months.at(-1)).toBe('2028-03');
  });

  it('gives late rows their months, without a question if they are few', () => {
    const step = planned({ late: { rows: 100_000, earliest: '2027-01', latest: '2027-06' } });
    expect(step.task).toMatchObject({ action: 'split', rows: 100_000 });
    expect(step.task?.months.at(-1)).toBe('2027-06');
    expect(step).not.toHaveProperty('destructive');
    expect(step.strays).toBeNull();
  });

  it('asks before writers wait for many rows to be copied', () => {
    const step = planned({ late: { rows: 100_001, earliest: '2027-01', latest: '2027-01' } });
    expect(step).toMatchObject({
      destructive: true,
      risk: 'stops all writes to orders while rows are copied',
    });
  });

  it('makes no thousand partitions for a wrong date, and says that its row stays', () => {
    const strays = { rows: 2, earliest: '2027-01', latest: '9999-12' };
    const step = planned({ late: strays });
    expect(step.task?.months).toEqual(['2027-01', '2027-02']);
    expect(step.strays).toEqual(strays);
    expect(step.summary).toContain('rows dated up to 9999-12 stay in pmax');
    expect(planned({ late: { ...strays, latest: '2029-10' } }).strays).toBeNull();
    expect(planned({ late: { ...strays, latest: '2029-11' } }).strays).not.toBeNull();
  });

  it('makes pmax if it is missing, also when no month is', () => {
    const partitions = TABLE.partitions.slice(0, 2);
    expect(planned({ partitions }).task).toMatchObject({ from: null, months: ['2027-01', '2027-02'] });
    expect(planned({ partitions, premakeMonths: 1 }).task).toMatchObject({ from: null, months: [] });
  });

  it('leaves a table alone whose partitions are of another kind', () => {
    const odd = [{ name: 'podd', below: '2026-12-15', aboutRows: 0 }];
    expect(planned({ problem: 'the table is missing' })).toMatchObject({
      action: 'keep',
      facts: { problem: 'the table is missing' },
    });
    expect(planned({ partitions: odd }).summary).toContain('podd ends at 2026-12-15');
    expect(planned({ partitions: [{ name: 'pmax', below: null, aboutRows: 0 }] }).summary).toContain(
      'no partition with an upper bound',
    );
  });

  it('names the members whose transactions a cluster ends, an unreachable one as unknown', () => {
    const openTransactions = [
      { host: 'db1', count: 2 },
      { host: 'db2', count: null },
    ];
    expect(planned({}, { openTransactions }).why).toContain('get 1213 (open now: 2 on db1, unknown on db2)');
  });
});

describe('newMonthsStatement', () => {
  it('cuts pmax, or adds to a table without one', () => {
    const change = { table: 'orders', months: ['2027-12'], action: 'premake', rows: 0 } as const;
    expect(newMonthsStatement('shop', { ...change, from: 'pmax' })).toBe(
      "ALTER TABLE `shop`.`orders` REORGANIZE PARTITION `pmax` INTO (PARTITION `p202712` VALUES LESS THAN ('2028-01-01'), PARTITION `pmax` VALUES LESS THAN (MAXVALUE))",
    );
    expect(newMonthsStatement('shop', { ...change, from: null })).toContain(
      "ADD PARTITION (PARTITION `p202712` VALUES LESS THAN ('2028-01-01'), PARTITION `pmax`",
    );
  });
});
