import { describe, expect, it } from 'vitest';
import { brandName, MOST_BRANDS } from './brands.ts';
import { CATEGORIES } from './categories.ts';
import * as phrases from './review-phrases.ts';

describe('the vocabulary', () => {
  it('has a name of its own for each brand', () => {
    const names = Array.from({ length: MOST_BRANDS }, (_, brand) => brandName(brand));
    expect(new Set(names).size).toBe(MOST_BRANDS);
  });

  it.each(CATEGORIES.map((category) => [category.path.join(' > '), category] as const))(
    '%s has words enough',
    (_path, category) => {
      const { nouns, materials, features, uses, measures, colours, praise, complaints } = category;
      // Products take three features and three uses that differ.
      for (const words of [features, uses]) expect(words.length).toBeGreaterThanOrEqual(3);
      for (const words of [nouns, materials, measures, colours])
        expect(words.length).toBeGreaterThanOrEqual(2);
      for (const words of [praise, complaints]) expect(words.length).toBeGreaterThanOrEqual(4);
      expect(category.cents[0]).toBeLessThan(category.cents[1]);
      expect(category.grams[0]).toBeLessThan(category.grams[1]);
    },
  );

  it('begins no text with a comma or a line break', () => {
    // Behind a lost quote of the record before, such a field would look like the end of that one.
    const texts = JSON.stringify([CATEGORIES, phrases]).match(/"((?:[^"\\]|\\.)*)"/g) ?? [];
    expect(texts.filter((text) => /^"(?:,|\\n|\\r)/.test(text))).toEqual([]);
  });
});
