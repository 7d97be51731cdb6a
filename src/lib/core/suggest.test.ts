import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { didYouMean, editDistance, suggest } from './suggest.ts';

describe('editDistance', () => {
  it('counts inserts, deletions, replacements and swaps of neighbours', () => {
    const pairs = [
      ['roles', 'roles'],
      ['role', 'roles'],
      ['rolse', 'roles'],
      ['zone', 'tone'],
      ['', 'abc'],
    ] as const;
    expect(pairs.map(([left, right]) => editDistance(left, right))).toEqual([0, 1, 1, 1, 3]);
  });

  it('is symmetric and zero only for the same word', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (left, right) => {
        expect(editDistance(left, right)).toBe(editDistance(right, left));
        expect(editDistance(left, right) === 0).toBe(left === right);
      }),
    );
  });
});

describe('suggest', () => {
  it('finds the word that was meant, and nothing where none is near', () => {
    expect(suggest('role', ['roles', 'zone', 'address'])).toBe('roles');
    expect(suggest('adress', ['roles', 'zone', 'address'])).toBe('address');
    expect(suggest('port', ['roles', 'zone', 'address'])).toBeUndefined();
    expect(suggest('start', ['status', 'up', 'down'])).toBeUndefined();
    expect(suggest('stat', ['status', 'up', 'down'])).toBe('status');
    expect(suggest('go', ['up', 'to'])).toBeUndefined();
  });

  it('is a clause behind the name of an unknown thing', () => {
    expect(didYouMean('rols', ['roles'])).toBe(', did you mean "roles"?');
    expect(didYouMean('xyz', ['roles'])).toBe('');
  });
});
