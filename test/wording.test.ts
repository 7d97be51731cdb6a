import { expect, it } from 'vitest';
import { ERROR_CODES } from '../src/lib/core/error-codes.ts';
import { describeCommands } from '../src/lib/infra/cli/table/describe-commands.ts';

// Words that a DBA stumbles over, in what every user reads: the error codes and all help.

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
  /\bwhoever|whatever ever\b/,
  /\bplease\b/i,
  /!$/,
];

function textsOf(value: unknown, path: string): [path: string, text: string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => textsOf(each, `${path}.${key}`));
}

const offences = (value: unknown, name: string) =>
  textsOf(value, name).filter(([, text]) => BANNED.some((banned) => banned.test(text)));

it('the error codes use plain words', () => {
  expect(offences(ERROR_CODES, 'ERROR_CODES')).toEqual([]);
});

it('the help of all commands uses plain words', async () => {
  const table = await describeCommands(new URL('../src/commands/', import.meta.url));
  expect(offences(table, 'table')).toEqual([]);
});
