import type { CellFit } from './cell-fit.ts';
import type { ColumnSpec } from './column-spec.ts';

/** A column and the place of its field in the file, from 0; -1 where the file has no such field. */
export interface BoundColumn {
  readonly spec: ColumnSpec;
  readonly field: number;
  /** Of a file that goes straight into a table: what the table's column does with the values. */
  readonly fit?: CellFit;
}

/** How a header fits the columns that a source describes. */
export interface HeaderMatch {
  readonly columns: readonly BoundColumn[];
  /** Every column has its field by exactly that name, and there is no other. */
  readonly isExact: boolean;
  /** Columns without a field. */
  readonly missing: readonly ColumnSpec[];
  /** Fields that no column takes. */
  readonly extra: readonly string[];
  /** Columns found only when case, spaces, `_` and `-` are ignored. */
  readonly renamed: readonly Renaming[];
  /** The fields stand in another order than the columns; harmless, since they are found by name. */
  readonly isReordered: boolean;
  /** Names that are in the header more than once; the first field of the name is taken. */
  readonly duplicates: readonly string[];
}

export interface Renaming {
  readonly expected: string;
  readonly found: string;
}

/** Finds each column's field by its name in the header, or by its position where `from` is a number. */
export function matchHeader(header: readonly string[], specs: readonly ColumnSpec[]): HeaderMatch {
  const wantedNames = new Set(specs.map(wantedName).filter((name) => name !== undefined));
  const columns = specs.map((spec) => ({ spec, field: findField(header, spec, wantedNames) }));
  const taken = new Set(columns.map(({ field }) => field));
  const found = columns.filter(({ field }) => field >= 0);
  const missing = columns.filter(({ field }) => field < 0).map(({ spec }) => spec);
  const extra = header.filter((_, field) => !taken.has(field));
  const renamed = found
    .map(({ spec, field }) => ({ expected: wantedName(spec), found: header[field] ?? '' }))
    .filter((name): name is Renaming => name.expected !== undefined && name.expected !== name.found);
  return {
    columns,
    missing,
    extra,
    renamed,
    isExact: missing.length + extra.length + renamed.length === 0,
    isReordered: found.some(({ field }, index) => index > 0 && field < (found[index - 1]?.field ?? 0)),
    duplicates: [...new Set(header.filter((name, field) => header.indexOf(name) < field))],
  };
}

/** For files without a header: by the position in `from`, else in the order of the description. */
export function bindByPosition(specs: readonly ColumnSpec[]): readonly BoundColumn[] {
  return specs.map((spec, index) => ({ spec, field: typeof spec.from === 'number' ? spec.from - 1 : index }));
}

function wantedName({ from, name }: ColumnSpec): string | undefined {
  return typeof from === 'number' ? undefined : (from ?? name);
}

function findField(header: readonly string[], spec: ColumnSpec, wantedNames: ReadonlySet<string>): number {
  if (typeof spec.from === 'number') return spec.from <= header.length ? spec.from - 1 : -1;
  const wanted = spec.from ?? spec.name;
  const exact = header.indexOf(wanted);
  if (exact >= 0) return exact;
  return header.findIndex((name) => !wantedNames.has(name) && looseName(name) === looseName(wanted));
}

function looseName(name: string): string {
  return name
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/gu, '');
}

/** What is worth telling about a header that does not fit exactly: one clause each, without the file's name. */
export function describeHeader(match: HeaderMatch): string[] {
  const lines = [
    ...match.missing.map((spec) => `no field is named "${wantedName(spec) ?? `number ${spec.from}`}"`),
    ...match.renamed.map(({ expected, found }) => `"${found}" is taken for "${expected}"`),
    ...match.duplicates.map((name) => `"${name}" is in the header more than once; the first is taken`),
  ];
  if (match.extra.length > 0) lines.push(`not loaded: ${match.extra.map((name) => `"${name}"`).join(', ')}`);
  if (match.isReordered)
    lines.push('the fields are in another order than described; they are found by their names');
  return lines;
}
