import { describe, expect, it } from 'vitest';
import { fillPlaceholders } from './fill-placeholders.ts';
import { placeholdersIn } from '../source/placeholders.ts';

describe('fillPlaceholders', () => {
  it('stands for the staged records of the file, wherever it is named', () => {
    expect(
      fillPlaceholders('SELECT 1 FROM {{orders}} AS o JOIN {{ orders }} AS p', {
        table: '`s`.`orders`',
        fileIds: [3, 4],
      }),
    ).toBe(
      'SELECT 1 FROM (SELECT * FROM `s`.`orders` WHERE _file IN (3, 4)) AS o ' +
        'JOIN (SELECT * FROM `s`.`orders` WHERE _file IN (3, 4)) AS p',
    );
  });

  it('takes only some records of a file where a step works in batches', () => {
    expect(
      fillPlaceholders('{{items}}', { table: '`s`.`items`', fileIds: [5], records: { from: 1, to: 100 } }),
    ).toBe('(SELECT * FROM `s`.`items` WHERE _file = 5 AND _record BETWEEN 1 AND 100) AS `items`');
  });

  it('gives no rows for a file that did not come', () => {
    expect(fillPlaceholders('{{late}}', { table: '`s`.`late`', fileIds: [] })).toBe(
      '(SELECT * FROM `s`.`late` WHERE FALSE) AS `late`',
    );
  });

  it.each([
    ['SELECT 1 FROM {{a}}', true],
    ['SELECT 1 FROM {{a}} WHERE x', true],
    ['SELECT 1 FROM {{a}}\nLEFT JOIN b ON 1', true],
    ['EXISTS (SELECT 1 FROM {{a}})', true],
    ['SELECT 1 FROM {{a}}, b', true],
    ['SELECT 1 FROM {{a}} s', false],
    ['SELECT 1 FROM {{a}} AS s', false],
    ['SELECT 1 FROM {{a}} as `where`', false],
    ['SELECT 1 FROM {{a}}\n  s WHERE x', false],
  ])('gives an alias only to a file that has none: %s', (sql, given) => {
    const filled = fillPlaceholders(sql, { table: '`s`.`a`', fileIds: [1] });
    expect(filled.includes(') AS `a`')).toBe(given);
  });

  it('lists the files that SQL reads', () => {
    expect(placeholdersIn('{{a}} {{ b }} {{a}}')).toEqual(['a', 'b', 'a']);
  });
});
