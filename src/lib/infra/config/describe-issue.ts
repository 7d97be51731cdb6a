import type { z } from 'zod';
import { didYouMean } from '../../core/suggest.ts';

/** The sentence for a key that is not there. */
export const MISSING = 'is missing';

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping of keys to values',
  record: 'a mapping of names to values',
};

/** Sentences for what a schema itself has none for. A value is only repeated where it is one of a few words: all else may be a secret. */
export function describeIssue(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_union' && isDiscriminated(issue)) {
    const input: unknown = (issue.input as Readonly<Record<string, unknown>>)[issue.discriminator];
    return input === undefined ? MISSING : describeChoice(issue.options.map(String), input);
  }
  if (issue.code !== 'invalid_type' && issue.code !== 'invalid_value') return undefined;
  if (issue.input === undefined) return MISSING;
  if (issue.input === null) return 'is empty: give it a value or take the line away';
  return issue.code === 'invalid_type'
    ? describeType(issue.expected, issue.input)
    : describeChoice(issue.values.map(String), issue.input);
}

interface Discriminated {
  readonly discriminator: string;
  readonly options: readonly unknown[];
}

/** The key that says which of several shapes it is has another value, or none. */
function isDiscriminated(issue: object): issue is Discriminated {
  return 'discriminator' in issue && 'options' in issue && Array.isArray(issue.options);
}

function describeType(expected: string, input: unknown): string {
  const mustBe = `must be ${TYPE_NAMES[expected] ?? expected}`;
  return expected === 'string' && typeof input !== 'object' ? `${mustBe}: put it in quotes` : mustBe;
}

function describeChoice(choices: readonly string[], input: unknown): string {
  const mustBe =
    choices.length > 2 ? `must be one of ${choices.join(', ')}` : `must be ${choices.join(' or ')}`;
  return `${mustBe}${typeof input === 'string' ? didYouMean(input, choices) : ''}`;
}
