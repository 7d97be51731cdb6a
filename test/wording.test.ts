import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { ERROR_CODES } from '../src/lib/core/error-codes.ts';
import { describeCommands } from '../src/lib/infra/cli/table/describe-commands.ts';
import { readSourceTexts, textsOfSource } from './support/source-texts.ts';

// Words that a DBA stumbles over: in error codes and help, in every text that the code can print, and in its docstrings.

const BANNED: readonly RegExp[] = [
  /\banew\b/,
  /\bmend(s|ed|ing)?\b/,
  /(?<!there )\b(is|are) no (?!longer)/i,
  /\bbehind (it|them|the|each|--|\d)/,
  /\blies (in|on|at|where)\b/,
  /\bc[ao]me to (no|its) end\b/,
  /\ball the same\b/,
  /\bof old$/,
  /\bnobody (foresaw|described)\b/,
  /\bthere already\b/,
  /\bof a run before\b/,
  /\bwith commas between\b/,
  /\bhas not got\b/,
  /\bcannot mean\b/,
  /\bthat is not ours\b/,
  /\bplease\b/i,
  /[a-z]!$/,
];

/** In texts of the code, where a comparison in SQL and the words of the shop are not meant. */
const BANNED_IN_TEXTS: readonly RegExp[] = [
  ...BANNED,
  /\bwhoever\b/,
  /\bstopped behind\b/,
  /\bpast its network\b/,
  /\bdo(es)? not fit to(gether)?\b/,
  /\b(lies?|stands?) (behind|twice|in the (file|header))\b/,
  /\bis none of \S+$/,
  /\bwhich the table has not\b/,
  /\bno terminal to ask on\b/,
  /\bwhere are the files\b/,
  /\btype (the (same )?command|"aether|: )/i,
  /\bto tell (whether|apart)\b|\btold apart$/,
  /\beverything is removed\b/,
  /\bas they should be$/,
];

/** A docstring may speak of a host behind a bastion, and quote what a server says. */
const ALLOWED_IN_DOCSTRINGS: readonly string[] = ['behind', 'whoever', 'has not got', 'there already'];

const BANNED_IN_DOCSTRINGS = BANNED_IN_TEXTS.filter(
  ({ source }) => !ALLOWED_IN_DOCSTRINGS.some((words) => source.includes(words)),
);

function textsOf(value: unknown, path: string): [path: string, text: string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => textsOf(each, `${path}.${key}`));
}

const offences = (value: unknown, name: string) =>
  textsOf(value, name).filter(([, text]) => BANNED.some((banned) => banned.test(text)));

const SOURCE = fileURLToPath(new URL('../src/', import.meta.url));

it('the error codes use plain words', () => {
  expect(offences(ERROR_CODES, 'ERROR_CODES')).toEqual([]);
});

it('the help of all commands uses plain words', async () => {
  const table = await describeCommands(new URL('../src/commands/', import.meta.url));
  expect(offences(table, 'table')).toEqual([]);
});

it('every text and every docstring of the code uses plain words', () => {
  const texts = readSourceTexts(SOURCE);
  expect(texts.length).toBeGreaterThan(5000);
  const found = texts.flatMap(({ place, text, isDocstring }) =>
    (isDocstring ? BANNED_IN_DOCSTRINGS : BANNED_IN_TEXTS)
      .filter((banned) => banned.test(text))
      .map((banned) => `${place} ${banned.source}: ${text}`),
  );
  expect(found).toEqual([]);
});

it('finds a banned word in a string, a template and a docstring', () => {
  const texts = textsOfSource(
    'a.ts',
    "/** Made anew. */\nconst a = 'mend it';\nconst b = `${a} is no host`;\n",
  );
  expect(texts).toEqual([
    { place: 'a.ts:2', text: 'mend it', isDocstring: false },
    { place: 'a.ts:3', text: '… is no host', isDocstring: false },
    { place: 'a.ts:1', text: 'Made anew.', isDocstring: true },
  ]);
});
