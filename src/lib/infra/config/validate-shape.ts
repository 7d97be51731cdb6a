import { z } from 'zod';
import { didYouMean } from '../../core/suggest.ts';
import type { ConfigPath, Finding } from './problem.ts';

export type Validation<Value> =
  | { readonly value: Value; readonly findings?: undefined }
  | { readonly value?: undefined; readonly findings: readonly Finding[] };

/** The value that plain data describes, or everything that is wrong with its shape. */
export function validateShape<Schema extends z.ZodType>(schema: Schema, data: unknown): Validation<z.output<Schema>> {
  const parsed = schema.safeParse(data, { error: describeIssue });
  if (parsed.success) return { value: parsed.data };
  const shape = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  return { findings: parsed.error.issues.flatMap((issue) => toFindings(issue, shape)) };
}

function toFindings(issue: z.core.$ZodIssue, schema: JsonSchema): Finding[] {
  const path = issue.path.map((element) => (typeof element === 'number' ? element : String(element)));
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(schemaAt(schema, path)?.properties ?? {});
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: `unknown key${didYouMean(key, known)}`,
      at: 'key',
    }));
  }
  if (issue.code === 'invalid_key')
    return [{ path, message: issue.issues[0]?.message ?? issue.message, at: 'key' }];
  if (issue.message === MISSING)
    return [{ path, message: describeMissing(schemaAt(schema, path)), at: 'key' }];
  return [{ path, message: issue.message }];
}

const MISSING = 'is missing';

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  array: 'a list',
  object: 'a mapping of keys to values',
  record: 'a mapping of names to values',
};

/** Sentences for what the schema itself has none for. None repeats the value: it may be a secret. */
function describeIssue(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type') {
    if (issue.input === undefined) return MISSING;
    if (issue.input === null) return 'is empty: give it a value or take the line away';
    const mustBe = `must be ${TYPE_NAMES[issue.expected] ?? issue.expected}`;
    return issue.expected === 'string' && typeof issue.input !== 'object'
      ? `${mustBe}: put it in quotes`
      : mustBe;
  }
  if (issue.code !== 'invalid_value') return undefined;
  if (issue.input === undefined) return MISSING;
  const choices = issue.values.map(String);
  const mustBe =
    choices.length > 2 ? `must be one of ${choices.join(', ')}` : `must be ${choices.join(' or ')}`;
  return `${mustBe}${typeof issue.input === 'string' ? didYouMean(issue.input, choices) : ''}`;
}

function describeMissing(schema: JsonSchema | undefined): string {
  return schema?.description === undefined ? MISSING : `${MISSING} (${schema.description})`;
}

interface JsonSchema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
}

/** The part of the schema that a path leads to. */
function schemaAt(schema: JsonSchema, path: ConfigPath): JsonSchema | undefined {
  let current: JsonSchema | undefined = schema;
  for (const element of path) {
    const values: boolean | JsonSchema | undefined = current?.additionalProperties;
    current =
      typeof element === 'number'
        ? current?.items
        : (current?.properties?.[element] ?? (typeof values === 'object' ? values : undefined));
  }
  return current;
}
