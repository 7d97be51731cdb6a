import { expect, it } from 'vitest';
import { commandWords } from './command-words.ts';

it.each([
  ['sandbox up', ['sandbox', 'up']],
  ['--env lab lab status', ['lab', 'status']],
  ['--env=lab --json lab status', ['lab', 'status']],
  ['lab --quiet status --no-color x', ['lab', 'status', 'x']],
  ['ingest --parallel 2 olist', ['ingest']],
  ['lab exec db1 -- uptime', ['lab', 'exec', 'db1']],
  ['--confirm', []],
])('the words of "%s" are %j', (line, words) => {
  expect(commandWords(line.split(' ')).words).toEqual(words);
});
