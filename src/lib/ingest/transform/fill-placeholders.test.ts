import { describe, expect, it } from 'vitest';
import { fillPlaceholders, placeholdersIn } from './fill-placeholders.ts';

const staged = new Map([
  ['orders', { table: '`s`.`orders`', fileIds: [3, 4] }],
  ['items', { table: '`s`.`items`', fileIds: [5], records: { from: 1, to: 100 } }],
  ['late', { table: '`s`.`late`', fileIds: [] }],
]);

describe('fillPlaceholders', () => {
  it('stands for the staged records of the files', () => {
    expect(fillPlaceholders('SELECT 1 FROM {{orders}} AS o JOIN {{ items }} AS i', staged)).toBe(
      'SELECT 1 FROM (SELECT * FROM `s`.`orders` WHERE _file IN (3, 4)) AS o ' +
        'JOIN (SELECT * FROM `s`.`items` WHERE _file = 5 AND _record BETWEEN 1 AND 100) AS i',
    );
  });

  it('gives no rows for a file that did not come', () => {
    expect(fillPlaceholders('{{late}}', staged)).toBe('(SELECT * FROM `s`.`late` WHERE FALSE)');
  });

  it('refuses a name that the source does not have', () => {
    expect(() => fillPlaceholders('{{order}}', staged)).toThrow(
      '{{order}} names no staged file, did you mean "orders"?',
    );
  });

  it('lists the files that SQL reads', () => {
    expect(placeholdersIn('{{a}} {{ b }} {{a}}')).toEqual(['a', 'b', 'a']);
  });
});
