import { describe, expect, it } from 'vitest';
import { parseBatchOutput } from './remote-session.ts';

describe('the output of mariadb --batch', () => {
  it('becomes rows by the names of the first line', () => {
    const text = 'Variable_name\tValue\nwsrep_on\tON\nempty\t\nnone\tNULL\n';
    expect(parseBatchOutput(text)).toEqual([
      { Variable_name: 'wsrep_on', Value: 'ON' },
      { Variable_name: 'empty', Value: '' },
      { Variable_name: 'none', Value: null },
    ]);
  });

  it('is read back where it was escaped', () => {
    expect(
      parseBatchOutput(String.raw`text
a\tb\nc\\n`),
    ).toEqual([{ text: 'a\tb\nc\\n' }]);
  });

  it('is empty for a statement without a result', () => {
    expect(parseBatchOutput('')).toEqual([]);
  });
});
