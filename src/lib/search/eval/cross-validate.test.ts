import { expect, it } from 'vitest';
import { crossValidate } from './cross-validate.ts';

it.each([1, 2, 3, 10, 25])('measures each of %i items by models that have not seen it', (count) => {
  const items = Array.from({ length: count }, (_, index) => index);
  const measured = crossValidate(
    items,
    (training) => new Set(training),
    (model, item) => {
      expect(model.has(item)).toBe(false);
      expect(model.size).toBeGreaterThanOrEqual(count - Math.ceil(count / Math.min(10, count)));
      return item;
    },
  );
  measured.forEach((value, index) => expect(value).toBeCloseTo(index));
});
