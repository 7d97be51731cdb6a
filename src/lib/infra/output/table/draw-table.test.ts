import { stripVTControlCharacters } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTextView } from '../text-view.ts';
import { visibleWidth } from './visible-width.ts';

const HEAD = ['status', 'check', 'host', 'found'];
const ROWS = [
  ['ok', 'versions', 'node1', 'MariaDB 11.8.9, provider 26.4.23, and everything else that it should have'],
  ['fail', 'clock', 'node2', 'its clock runs 3600.125 s behind (2026-11-30T21:33:17.123Z)'],
];

describe('a table', () => {
  it('wraps text to the width of the terminal', () => {
    expect(createTextView(0, 60).table(HEAD, ROWS)).toBe(
      [
        'STATUS  CHECK     HOST   FOUND',
        'ok      versions  node1  MariaDB 11.8.9, provider 26.4.23,',
        '                         and everything else that it should',
        '                         have',
        'fail    clock     node2  its clock runs 3600.125 s behind',
        '                         (2026-11-30T21:33:17.123Z)',
      ].join('\n'),
    );
  });

  it('has one line a row where there is no terminal', () => {
    const lines = createTextView(0, Infinity).table(HEAD, ROWS).split('\n');
    expect(lines).toHaveLength(3);
  });

  it('leaves out columns in the order that is declared, and names them', () => {
    const row = ['node1', '1,234,567', '10.0.0.11:3306', '12.3 GiB'];
    const table = createTextView(0, 34).table(['member', 'rows', 'address', 'disk'], [row], {
      drop: ['disk', 'rows'],
    });
    expect(table).toBe(
      [
        'MEMBER       ROWS  ADDRESS',
        'node1   1,234,567  10.0.0.11:3306',
        'a wider terminal also shows DISK',
      ].join('\n'),
    );
  });

  it('never breaks a number, whatever the width', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.array(fc.nat(), { minLength: 1 }),
        (width, numbers) => {
          const rows = numbers.map((number) => [
            `${number}`,
            `${number / 8} MiB`,
            `sql/${number}_orders.sql`,
          ]);
          const drawn = createTextView(0, width).table(['rows', 'size', 'where it is'], rows);
          for (const number of numbers) expect(drawn).toContain(`${number / 8} MiB`);
          for (const number of numbers) expect(drawn.replaceAll(/\n */g, '\n')).toContain(`${number}`);
        },
      ),
    );
  });

  it('fits if its text can be wrapped, and keeps every word', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(
        fc.integer({ min: 50, max: 160 }),
        fc.array(words, { minLength: 1, maxLength: 5 }),
        (width, texts) => {
          const drawn = createTextView(1, width).table(
            ['state', 'what it says'],
            texts.map((text) => ['ok', `\u001B[31m${text.join(' ')}\u001B[39m`]),
          );
          const lines = drawn.split('\n');
          expect(Math.max(...lines.map(visibleWidth))).toBeLessThanOrEqual(width);
          const plain = stripVTControlCharacters(lines.slice(1).join(' ')).split(/\s+/);
          expect(plain.filter((word) => word !== '' && word !== 'ok')).toEqual(
            texts.flat().filter((word) => word !== 'ok'),
          );
        },
      ),
    );
  });

  it('ends a colour with its line', () => {
    const table = createTextView(1, 20).table(['what'], [['\u001B[31mdropped by somebody else\u001B[39m']]);
    expect(table.split('\n').slice(1)).toEqual([
      '\u001B[31mdropped by somebody\u001B[0m',
      '\u001B[31melse\u001B[39m',
    ]);
  });
});
