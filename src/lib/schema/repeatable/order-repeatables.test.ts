import { describe, expect, it } from 'vitest';
import { orderRepeatables } from './order-repeatables.ts';
import type { Repeatable } from './repeatable.ts';

const file = (name: string, ...mentions: string[]): Repeatable => ({
  type: 'view',
  database: 'data',
  name,
  fileName: `views/${name}.sql`,
  text: '',
  checksum: '',
  location: { file: `sql/views/${name}.sql`, line: 1, column: 1 },
  mentions: new Set([name.toLowerCase(), ...mentions]),
});

describe('orderRepeatables', () => {
  it('puts every object after those that it names, whatever the case of the letters', () => {
    const files = [file('a', 'b'), file('B', 'c'), file('c'), file('d')];
    expect(orderRepeatables(files).map(({ name }) => name)).toEqual(['c', 'd', 'B', 'a']);
    expect(orderRepeatables([])).toEqual([]);
  });

  it('refuses objects that name one another, and names them', () => {
    const files = [file('a', 'b'), file('b', 'a'), file('c')];
    expect(() => orderRepeatables(files)).toThrow(
      'none of these can be made first, as each one names another: views/a.sql, views/b.sql',
    );
  });
});
