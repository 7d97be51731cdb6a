import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { FIELD_WEIGHTS, FIELDS, type Field } from './fields.ts';
import { Occurrences } from './occurrences.ts';
import { decodePostings } from './postings.ts';

type Terms = Record<Field, string[]>;

const product = fc.record(
  Object.fromEntries(
    FIELDS.map((field) => [field, fc.array(fc.constantFrom('a', 'b', 'ä', 'zz'), { maxLength: 40 })]),
  ),
) as unknown as fc.Arbitrary<Terms>;

/** BM25F as it is written in the books, one product and term at a time. */
function impactOf(term: string, terms: Terms, averages: Record<Field, number>): number {
  return FIELDS.reduce((sum, field) => {
    const count = Math.min(terms[field].filter((one) => one === term).length, 31);
    const { weight, b } = FIELD_WEIGHTS[field];
    return sum + (weight * count) / (1 - b + (b * terms[field].length) / Math.max(averages[field], 1));
  }, 0);
}

it('gives the postings of a naive count, in the order of the bytes of their terms', () => {
  fc.assert(
    fc.property(fc.array(product, { minLength: 1, maxLength: 8 }), (products) => {
      const occurrences = new Occurrences();
      products.forEach((terms, index) => occurrences.add(index * 1000 + 1, terms));
      const totals = occurrences.totalLengths();
      const averages = Object.fromEntries(
        FIELDS.map((field) => [field, totals[field] / products.length]),
      ) as Record<Field, number>;
      const found = [...occurrences.terms(averages)];
      const names = found.map(({ term }) => Buffer.from(term));
      expect(names).toEqual(names.toSorted((left, right) => left.compare(right)));
      for (const { term, count, postings } of found) {
        const expected = products.flatMap((terms, index) => {
          const fields = FIELDS.reduce(
            (mask, field, bit) => mask | (terms[field].includes(term) ? 1 << bit : 0),
            0,
          );
          return fields === 0 ? [] : [[index * 1000 + 1, fields, impactOf(term, terms, averages)] as const];
        });
        const actual = decodePostings(postings, count);
        expect([...actual.productIds]).toEqual(expected.map(([id]) => id));
        expect([...actual.fields]).toEqual(expected.map(([, fields]) => fields));
        actual.impacts.forEach((impact, index) => expect(impact).toBeCloseTo(expected[index]![2], 1));
        expect(() => decodePostings(postings, count + 1)).toThrow(/ends too early/);
      }
    }),
    { numRuns: 50 },
  );
});
