import { describe, expect, it } from 'vitest';
import { createKeySearch } from './key-search.ts';

describe('the search for a key', () => {
  it.each([
    ['only new values', ['a', 'b', 'c'], true],
    ['a value twice', ['a', 'b', 'a'], false],
    ['more values than are kept', ['a', 'b', 'c', 'd'], undefined],
    ['a value twice behind those', ['a', 'b', 'c', 'd', 'd', 'a'], undefined],
    ['a value twice before those', ['a', 'a', 'b', 'c', 'd', 'e'], false],
  ])('of %s', (_what, values, isUnique) => {
    const search = createKeySearch(3);
    for (const value of values) search.add(value);
    expect(search.isUnique()).toBe(isUnique);
  });
});
