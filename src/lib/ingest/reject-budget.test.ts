import { describe, expect, it } from 'vitest';
import { isOverBudget, isSurelyOver, parseBudget } from './reject-budget.ts';

describe('reject budget', () => {
  it('is a count or a share', () => {
    expect(parseBudget('100')).toEqual({ kind: 'count', count: 100 });
    expect(parseBudget(0)).toEqual({ kind: 'count', count: 0 });
    expect(parseBudget('1.5%')).toEqual({ kind: 'share', percent: 1.5 });
  });

  it.each(['-1', 'x', '101%', '1.5', ''])('refuses %j', (text) => {
    expect(() => parseBudget(text)).toThrow('--max-rejects');
  });

  it('counts against all records; a share is known only at the end', () => {
    expect(isOverBudget(parseBudget('2'), 2, 100)).toBe(false);
    expect(isOverBudget(parseBudget('2'), 3, 100)).toBe(true);
    expect(isOverBudget(parseBudget('1%'), 1, 100)).toBe(false);
    expect(isOverBudget(parseBudget('1%'), 2, 100)).toBe(true);
    expect(isSurelyOver(parseBudget('1%'), 99)).toBe(false);
  });
});
