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
    ).toBe('(SELECT * FROM `s`.`items` WHERE _file = 5 AND _record BETWEEN 1 AND 100)');
  });

  it('gives no rows for a file that did not come', () => {
    expect(fillPlaceholders('{{late}}', { table: '`s`.`late`', fileIds: [] })).toBe(
      '(SELECT * FROM `s`.`late` WHERE FALSE)',
    );
  });

  it('lists the files that SQL reads', () => {
    expect(placeholdersIn('{{a}} {{ b }} {{a}}')).toEqual(['a', 'b', 'a']);
  });
});
