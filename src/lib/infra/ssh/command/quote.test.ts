import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainCommand } from './command-line.ts';
import { quoteArgument, quoteCommand } from './quote.ts';

const argument = fc
  .oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom(
      '',
      "'",
      "''",
      '-n',
      '~',
      '=ls',
      '$HOME',
      '`id`',
      '\\',
      '\n',
      '!!',
      '{a,b}',
      '*',
      '#',
      'a=b',
    ),
  )
  .filter((text) => !text.includes('\0'));
// A shell takes milliseconds to start and an argument next to nothing: few shells get many arguments each.
const manyArguments = fc.array(argument, { minLength: 200, maxLength: 400 });

describe('quoteCommand', () => {
  it.each(['/bin/sh', '/bin/bash'])('gives %s every argument as it was', (shell) => {
    fc.assert(
      fc.property(manyArguments, (args) => {
        const command = quoteCommand(['/usr/bin/printf', String.raw`%s\0`, ...args, 'end']);
        const output = execFileSync(shell, ['-c', command], { encoding: 'utf8' });
        expect(output.split('\0')).toEqual([...args, 'end', '']);
      }),
      { numRuns: 5 },
    );
  });

  it('leaves ordinary words readable', () => {
    expect(quoteCommand(['systemctl', 'restart', 'mariadb@1.service', '--no-block', 'a b', ''])).toBe(
      "systemctl restart mariadb@1.service --no-block 'a b' ''",
    );
  });

  it('refuses a NUL byte, which no argument can have', () => {
    expect(() => quoteArgument('a\0b')).toThrow(/NUL/);
  });
});

describe('plainCommand', () => {
  it('sets variables of any value for the command', () => {
    fc.assert(
      fc.property(manyArguments, (values) => {
        const names = values.map((_value, index) => `V${index}`);
        const print = names.map((name) => `printf '%s\\0' "$${name}"`).join('; ');
        const env = Object.fromEntries(values.map((value, index) => [`V${index}`, value]));
        const output = execFileSync('/bin/sh', ['-c', plainCommand(['/bin/sh', '-c', print], env)], {
          encoding: 'utf8',
        });
        expect(output.split('\0')).toEqual([...values, '']);
      }),
      { numRuns: 5 },
    );
  });

  it('refuses what is not a valid name of a variable', () => {
    expect(() => plainCommand(['true'], { 'A;B': 'x' })).toThrow(/variable/);
  });
});
