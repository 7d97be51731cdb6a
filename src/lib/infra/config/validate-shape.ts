import type { z } from 'zod';
import { didYouMean } from '../../core/suggest.ts';
import { MISSING, describeIssue } from './describe-issue.ts';
import { descriptionOf, knownKeys, toJsonSchema } from './json-schema.ts';
import type { ConfigPath, Remark } from './problem.ts';

export type Validation<Value> =
  | { readonly value: Value; readonly remarks?: undefined }
  | { readonly value?: undefined; readonly remarks: readonly Remark[] };

type Issue = z.core.$ZodIssue;
type JsonSchema = ReturnType<typeof toJsonSchema>;

/** The value that plain data describes, or everything that is wrong with its shape. */
export function validateShape<Schema extends z.ZodType>(
  schema: Schema,
  data: unknown,
): Validation<z.output<Schema>> {
  // Compiling a check takes zod longer than checking one file without that.
  const parsed = schema.safeParse(data, { error: describeIssue, jitless: true });
  if (parsed.success) return { value: parsed.data };
  const jsonSchema = toJsonSchema(schema);
  return { remarks: parsed.error.issues.flatMap((issue) => toRemarks(issue, [], jsonSchema)) };
}

function toRemarks(issue: Issue, parent: ConfigPath, schema: JsonSchema): Remark[] {
  const path = [
    ...parent,
    ...issue.path.map((element) => (typeof element === 'symbol' ? String(element) : element)),
  ];
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema, path);
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: `unknown key${didYouMean(key, known)}`,
      at: 'key',
    }));
  }
  if (issue.code === 'invalid_key')
    return [{ path, message: issue.issues[0]?.message ?? issue.message, at: 'key' }];
  if (issue.code === 'invalid_union' && issue.message === NO_MESSAGE) {
    return nearestAlternative(issue.errors).flatMap((inner) => toRemarks(inner, path, schema));
  }
  if (issue.message === MISSING) return [{ path, message: describeMissing(schema, path), at: 'key' }];
  return [{ path, message: issue.message }];
}

/** What zod says of a union that has no message of its own. */
const NO_MESSAGE = 'Invalid input';

/** Of several alternatives the one that was probably meant: that of the right kind, with the fewest faults. */
function nearestAlternative(alternatives: readonly (readonly Issue[])[]): readonly Issue[] {
  const distance = (issues: readonly Issue[]) => Math.max(...issues.map(distanceOf)) + issues.length;
  return alternatives.toSorted((left, right) => distance(left) - distance(right))[0] ?? [];
}

/** Another type altogether is further off than another word, and that further than a fault inside. */
function distanceOf(issue: Issue): number {
  if (issue.path.length > 0) return 0;
  if (issue.code === 'invalid_type') return 10_000;
  return issue.code === 'invalid_value' ? 100 : 0;
}

function describeMissing(schema: JsonSchema, path: ConfigPath): string {
  const description = descriptionOf(schema, path);
  return description === undefined ? MISSING : `${MISSING} (${description})`;
}
