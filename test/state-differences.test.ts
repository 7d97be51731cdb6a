import { describe, expect, it } from 'vitest';
import { stateDifferences } from './support/state-differences.ts';

describe('stateDifferences', () => {
  it('names each place with both values', () => {
    const expected = { tables: { review: { rows: 11 } }, rules: [{ count: 1 }, { count: 2 }] };
    const actual = { tables: { review: { rows: 12 } }, rules: [{ count: 1 }, { count: 3 }, { count: 4 }] };
    expect(stateDifferences(actual, expected)).toBe(
      'tables.review.rows: 12, expected 11; rules[1].count: 3, expected 2; rules[2]: {"count":4}, expected undefined',
    );
  });

  it('names nothing where two states are equal', () => {
    expect(stateDifferences({ rows: [1, null] }, { rows: [1, null] })).toBe('');
  });
});
