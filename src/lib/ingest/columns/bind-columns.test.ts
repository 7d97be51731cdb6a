import { describe, expect, it } from 'vitest';
import { bindByPosition, describeHeader, matchHeader } from './bind-columns.ts';
import { columnSpec } from './column-spec.ts';

const column = (name: string, from?: string | number) =>
  columnSpec.parse({ name, type: 'text', ...(from === undefined ? {} : { from }) });

describe('matchHeader', () => {
  it('finds an exact header', () => {
    const match = matchHeader(['id', 'name'], [column('id'), column('name')]);
    expect(match).toMatchObject({ isExact: true, isReordered: false, missing: [], extra: [], renamed: [] });
    expect(match.columns.map(({ field }) => field)).toEqual([0, 1]);
    expect(describeHeader(match)).toEqual([]);
  });

  it('finds columns in another order, in another spelling, and by position', () => {
    const match = matchHeader(
      ['Name', 'ORDER-ID', 'x', 'x'],
      [column('order_id', 'Order ID'), column('name'), column('third', 3)],
    );
    expect(match.columns.map(({ field }) => field)).toEqual([1, 0, 2]);
    expect(describeHeader(match)).toEqual([
      '"ORDER-ID" is taken for "Order ID"',
      '"Name" is taken for "name"',
      '"x" is in the header more than once; the first is taken',
      'not loaded: "x"',
      'the fields are in another order than described; they are found by their names',
    ]);
  });

  it('never gives a field to a look-alike while another column has that very name', () => {
    const match = matchHeader(['ID'], [column('id'), column('upper_id', 'ID')]);
    expect(match.columns.map(({ field }) => field)).toEqual([-1, 0]);
    expect(describeHeader(match)).toEqual(['no field is named "id"']);
  });
});

describe('bindByPosition', () => {
  it('takes the position that is given, else the order of the description', () => {
    const bound = bindByPosition([column('a'), column('b', 5), column('c')]);
    expect(bound.map(({ field }) => field)).toEqual([0, 4, 2]);
  });
});
