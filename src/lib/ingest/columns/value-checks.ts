import type { ColumnSpec } from './column-spec.ts';
import { Verdict } from './value-rule.ts';

/** Tests a cleansed value as text; returns a verdict. */
export interface TextCheck {
  (text: string): number;
}

/** Sets of allowed values by the name of the file they were read from. */
export type Lookups = ReadonlyMap<string, ReadonlySet<string>>;

/** The tests of a column that need its value as text; undefined where it has none. */
export function compileChecks(spec: ColumnSpec, lookups: Lookups): TextCheck | undefined {
  const expression = spec.pattern === undefined ? undefined : new RegExp(spec.pattern, 'u');
  const allowed = spec.lookup === undefined ? undefined : allowedValues(spec.lookup, lookups);
  if (expression === undefined && allowed === undefined) return undefined;
  return (text) => {
    if (expression !== undefined && !expression.test(text)) return Verdict.PATTERN;
    return allowed === undefined || allowed.has(text) ? Verdict.OK : Verdict.LOOKUP;
  };
}

function allowedValues(lookup: NonNullable<ColumnSpec['lookup']>, lookups: Lookups): ReadonlySet<string> {
  return Array.isArray(lookup) ? new Set(lookup) : (lookups.get(lookup.file) ?? new Set());
}
