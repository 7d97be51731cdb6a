import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import { columnSpec } from '../columns/column-spec.ts';
import type { Lookups } from '../columns/value-checks.ts';
import { dialectSpec } from '../records/dialect-spec.ts';
import { type FileSpec, fileSpec } from './source-schema.ts';

/**
 * SHA-256 of everything that decides how a file's bytes become rows: what the source says of the file, but for its
 * budget and its name, the values of the lookup files that it names, and the definition of the table that it is loaded
 * into, if it goes straight there. A key at its default counts as left out, so that a later version of aether may add keys.
 */
export function specSha256(
  spec: FileSpec,
  targetDefinition: string | null,
  lookups: Lookups = new Map(),
): string {
  const { max_rejects: _budget, ...described } = spec;
  const { same_name: _name, dialect, columns, ...rest } = withoutDefaults(fileSpec, described);
  const said = {
    ...rest,
    ...(dialect && { dialect: withoutDefaults(dialectSpec, dialect) }),
    columns: columns?.map((column) => withoutDefaults(columnSpec, column)),
    targetDefinition,
    ...(lookups.size > 0 && { lookups: allowedValues(lookups) }),
  };
  return sha256(JSON.stringify(said));
}

/** The fingerprint that aether 0.1.0 wrote until it left defaults out: a file that such a run has begun goes on under it. */
export function earlierSpecSha256(spec: FileSpec): string {
  const { max_rejects: _budget, same_name: _name, ...rest } = spec;
  return sha256(JSON.stringify(rest));
}

/** In one order: what a lookup file allows does not depend on the order of its lines. */
function allowedValues(lookups: Lookups): unknown {
  return [...lookups].map(([file, values]) => [file, [...values].toSorted()]);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** What has to be written to say the same: a key is left out if the schema puts the same value in its place. */
function withoutDefaults<Value extends object>(schema: z.ZodType<Value>, value: Value): Partial<Value> {
  const needed = Object.entries(value).filter(([key]) => {
    const { [key as keyof Value]: _left, ...others } = value;
    const parsed = schema.safeParse(others);
    return !parsed.success || !isDeepStrictEqual(parsed.data, value);
  });
  return Object.fromEntries(needed) as Partial<Value>;
}
