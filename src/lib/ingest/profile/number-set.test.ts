import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createNumberSet } from './number-set.ts';

it('is a set', () => {
  const few = fc.integer({ min: 1, max: 50 });
  const number = fc.oneof(few, fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }));
  fc.assert(
    fc.property(fc.array(number, { maxLength: 3000, size: 'max' }), (values) => {
      const ours = createNumberSet();
      const theirs = new Set<number>();
      const isNew = (value: number) => !theirs.has(value) && theirs.add(value) === theirs;
      expect(values.filter((value) => ours.add(value) !== isNew(value))).toEqual([]);
      expect(ours.size).toBe(theirs.size);
    }),
  );
});
