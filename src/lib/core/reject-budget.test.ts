import { describe, expect, it } from 'vitest';
import {
  describeExcess,
  overspent,
  parseBudget,
  readBudget,
  type Rejects,
  surelyOverspent,
} from './reject-budget.ts';

const rejects = (rejected: number, parsed: number, byRule: Record<string, number> = {}): Rejects => ({
  rejected,
  parsed,
  byRule: new Map(Object.entries(byRule)),
});

const verdict = (budget: string, found: Rejects) => {
  const excess = overspent(parseBudget(budget), found);
  return excess === undefined ? 'within' : describeExcess(excess);
};

describe('reject budget', () => {
  it('is a count or a share, of the file and of rules', () => {
    expect(readBudget('100')).toEqual({ file: { kind: 'count', count: 100 }, rules: new Map() });
    expect(readBudget(0)?.file).toEqual({ kind: 'count', count: 0 });
    expect(readBudget('1.5%, range=5,duplicate_key=0.1%')).toEqual({
      file: { kind: 'share', percent: 1.5 },
      rules: new Map([
        ['range', { kind: 'count', count: 5 }],
        ['duplicate_key', { kind: 'share', percent: 0.1 }],
      ]),
    });
  });

  it.each(['-1', 'x', '101%', '1.5', '', 'range=5', '5,range=1,range=2', '5,6', '5,Range=1'])(
    'refuses %j',
    (text) => {
      expect(() => parseBudget(text)).toThrow('--max-rejects');
    },
  );

  it('counts against all records', () => {
    expect(verdict('2', rejects(2, 100))).toBe('within');
    expect(verdict('2', rejects(3, 100))).toBe('3 rejects, 2 allowed');
    expect(verdict('1%', rejects(1, 100))).toBe('within');
    expect(verdict('1%', rejects(2, 100))).toBe('2 rejects, 1% allowed');
  });

  it('names the rule that was broken too often', () => {
    expect(verdict('50,range=5', rejects(9, 100, { range: 5, type: 4 }))).toBe('within');
    expect(verdict('50,range=5', rejects(9, 100, { range: 6 }))).toBe('6 rejects by range, 5 allowed');
    expect(verdict('50,range=0%', rejects(9, 100, { range: 1 }))).toBe('1 reject by range, 0% allowed');
  });

  it('knows before the end what no further record can mend; a share only at the end', () => {
    expect(surelyOverspent(parseBudget('1%'), rejects(99, 99))).toBeUndefined();
    expect(surelyOverspent(parseBudget('9'), rejects(9, 99))).toBeUndefined();
    expect(surelyOverspent(parseBudget('9,type=1'), rejects(9, 99, { type: 2 }))?.rule).toBe('type');
  });
});
