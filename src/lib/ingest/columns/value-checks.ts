import type { ColumnSpec } from './column-spec.ts';
import { type BytePattern, compileSimplePattern } from './simple-pattern.ts';
import { Verdict } from './value-rule.ts';
import { createWordTable } from './word-table.ts';

/** Tests a cleansed value that its type has accepted; returns a verdict. */
export interface ValueCheck {
  (source: Buffer, start: number, end: number): number;
}

/** Sets of allowed values by the name of the file they were read from. */
export type Lookups = ReadonlyMap<string, ReadonlySet<string>>;

/** The tests that every type can have; undefined where a column has none. */
export function compileChecks(spec: ColumnSpec, lookups: Lookups): ValueCheck | undefined {
  const { pattern, lookup } = spec;
  const matches = pattern === undefined ? undefined : compilePattern(pattern);
  const isAllowed = lookup === undefined ? undefined : compileLookup(lookup, lookups);
  if (matches === undefined && isAllowed === undefined) return undefined;
  return (source, start, end) => {
    if (matches !== undefined && !matches(source, start, end)) return Verdict.PATTERN;
    return isAllowed === undefined || isAllowed(source, start, end) ? Verdict.OK : Verdict.LOOKUP;
  };
}

function compilePattern(pattern: string): BytePattern {
  const expression = new RegExp(pattern, 'u');
  return (
    compileSimplePattern(pattern) ??
    ((source, start, end) => expression.test(source.toString('utf8', start, end)))
  );
}

function compileLookup(lookup: NonNullable<ColumnSpec['lookup']>, lookups: Lookups): BytePattern {
  if (Array.isArray(lookup)) {
    const table = createWordTable(lookup, false);
    return (source, start, end) => table.find(source, start, end) >= 0;
  }
  const values = lookups.get(lookup.file) ?? new Set();
  return (source, start, end) => values.has(source.toString('utf8', start, end));
}
