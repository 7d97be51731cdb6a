import { array, assert, constant, nat, property, shuffledSubarray, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordNumberOf, rowsOf } from '../encoded-rows.ts';
import { arrangeRows, joinRows, type ParentLink } from './arrange-rows.ts';

const rows = (...records: readonly number[]) => records.map((record) => Buffer.from(`${record}\tx\n`));

const order = (blocks: readonly Buffer[]) => Array.from(rowsOf(blocks), recordNumberOf);

function arrange(records: readonly number[], ...references: readonly (readonly ParentLink[])[]) {
  const { ordered, deferred } = arrangeRows(joinRows(rows(...records)), references);
  return { ordered: order(ordered), deferred: [...deferred.keys()] };
}

const link = (record: number, parent: number | null): ParentLink => ({ record, parent });

describe('rows in order of their parents', () => {
  it('keep the order of the file if every parent is in the table', () => {
    expect(arrange([1, 2, 3], [])).toEqual({ ordered: [1, 2, 3], deferred: [] });
  });

  it('have parents first, and leave out those without', () => {
    expect(arrange([1, 2, 3, 4, 5], [link(1, 3), link(3, 4), link(5, null)])).toEqual({
      ordered: [2, 4, 3, 1],
      deferred: [5],
    });
  });

  it('leave out circles and all that refers to them, but not a row that is its own parent', () => {
    expect(arrange([1, 2, 3, 4], [link(1, 2), link(2, 1), link(3, 1), link(4, 4)])).toEqual({
      ordered: [4],
      deferred: [1, 2, 3],
    });
  });

  it('need a parent of each foreign key, and one of several that have its key', () => {
    expect(arrange([1, 2, 3], [link(1, 2), link(1, 3)], [link(1, 3)])).toEqual({
      ordered: [2, 3, 1],
      deferred: [],
    });
    expect(arrange([1, 2], [link(1, 2)], [link(1, null)])).toEqual({ ordered: [2], deferred: [1] });
  });

  it('are complete, and each after its parents, in any forest', () => {
    const forest = array(nat(), { maxLength: 60 }).chain((picks) =>
      tuple(constant(picks), shuffledSubarray([...picks.keys()], { minLength: picks.length })),
    );
    assert(
      property(forest, ([picks, numbers]) => {
        // The node at a place has a parent before it; `numbers` says which record each is.
        const links = picks.flatMap((pick, at) =>
          at === 0 || pick % 5 === 0 ? [] : [link((numbers[at] ?? 0) + 1, (numbers[pick % at] ?? 0) + 1)],
        );
        const records = picks.map((_, at) => at + 1);
        const { ordered, deferred } = arrange(records, links);
        expect(deferred).toEqual([]);
        expect(ordered.toSorted((left, right) => left - right)).toEqual(records);
        for (const { record, parent } of links)
          expect(ordered.indexOf(parent ?? 0)).toBeLessThan(ordered.indexOf(record));
      }),
    );
  });
});
