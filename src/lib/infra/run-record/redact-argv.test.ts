import { expect, it } from 'vitest';
import { redactArgv } from './redact-argv.ts';

it.each([
  [
    ['ingest', 'olist', '--from', 'data/-part'],
    ['ingest', 'olist', '--from', 'data/-part'],
  ],
  [
    ['init', '--mongo', 'mongodb://u:pw@h/db'],
    ['init', '--mongo', 'mongodb://u:[redacted]@h/db'],
  ],
  [
    ['lab', 'exec', 'db1', '--', 'mariadb', '-uroot', '-phunter2', '--password=hunter2', '--secret', 'x'],
    [
      'lab',
      'exec',
      'db1',
      '--',
      'mariadb',
      '-uroot',
      '-p[redacted]',
      '--password=[redacted]',
      '--secret',
      '[redacted]',
    ],
  ],
])('%j', (argv, expected) => {
  expect(redactArgv(argv)).toEqual(expected);
});
