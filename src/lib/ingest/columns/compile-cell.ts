import { NULL_VALUE } from '../encode/escape-text.ts';
import { invalidUtf8At } from '../records/utf8.ts';
import { type TextStep, compileCleansing } from './cleanse.ts';
import type { BoundColumn } from './bind-columns.ts';
import type { CellFit, KeepsValue } from './cell-fit.ts';
import { type CellWriter, type ColumnBehaviour, encodeDefault } from './column-behaviour.ts';
import { type ColumnSpec, columnBehaviour } from './column-spec.ts';
import { compileNullWords } from './null-markers.ts';
import { type Lookups, type ValueCheck, compileChecks } from './value-checks.ts';
import { CANNOT_STORE, ONLY_WARNS, Verdict } from './value-rule.ts';

const { OK } = Verdict;

/** Bits of a cell's traits; one number, because V8 tests its bits faster than several booleans. */
export const CellTrait = {
  TRIMS: 1,
  /** A null marker in quotes means NULL too. */
  QUOTED_NULL: 2,
  EMPTY_IS_NULL: 4,
  /** There are null markers other than the empty one. */
  HAS_NULL_WORDS: 8,
} as const;

/** A column's description made ready to take bytes. */
export interface Cell {
  readonly spec: ColumnSpec;
  readonly behaviour: ColumnBehaviour;
  /** Place of the field in the file, from 0; -1 where the file has no such field. */
  readonly field: number;
  readonly traits: number;
  readonly nullWords: readonly Buffer[];
  /** Cleanses, checks and writes a value that is not NULL; `Verdict.IS_NULL` where cleansing made it NULL. */
  readonly write: CellWriter;
  /** What the row gets where the value is NULL; undefined where it is required. */
  readonly ifNull: Buffer | undefined;
  readonly fit: CellFit | undefined;
}

export function compileCell({ spec, field, fit }: BoundColumn, lookups: Lookups): Cell {
  const behaviour = columnBehaviour(spec);
  return {
    spec,
    behaviour,
    field,
    traits: traitsOf(spec),
    nullWords: compileNullWords(spec.null_markers),
    write: compileWriter(spec, fittedWriter(behaviour.write, fit?.keeps), lookups),
    ifNull:
      fit?.takesNull === false && spec.default === undefined ? undefined : valueForNull(spec, behaviour),
    fit,
  };
}

function traitsOf({ trim, quoted_null, null_markers }: ColumnSpec): number {
  const hasEmpty = null_markers.includes('');
  return (
    (trim === 'both' ? CellTrait.TRIMS : 0) |
    (quoted_null ? CellTrait.QUOTED_NULL : 0) |
    (hasEmpty ? CellTrait.EMPTY_IS_NULL : 0) |
    (null_markers.length > (hasEmpty ? 1 : 0) ? CellTrait.HAS_NULL_WORDS : 0)
  );
}

function valueForNull(spec: ColumnSpec, behaviour: ColumnBehaviour): Buffer | undefined {
  if (spec.default !== undefined) return encodeDefault(behaviour, spec.default);
  return spec.required ? undefined : NULL_VALUE;
}

/** Puts the cleansing steps in front of the type's writer and the checks after it, as far as there are any. */
function compileWriter(spec: ColumnSpec, write: CellWriter, lookups: Lookups): CellWriter {
  const cleanse = compileCleansing(spec);
  const check = compileChecks(spec, lookups);
  const checked = check === undefined ? write : checkedWriter(write, check);
  return cleanse === undefined ? checked : cleansedWriter(checked, cleanse, spec.null_markers);
}

/** Also looks at what was written, with the eyes of the table that it goes to. */
function fittedWriter(write: CellWriter, keeps: KeepsValue | undefined): CellWriter {
  if (keeps === undefined) return write;
  return (source, start, end, out) => {
    const before = out.length;
    const verdict = write(source, start, end, out);
    if ((verdict & CANNOT_STORE) !== 0 || keeps(out.bytes, before, out.length)) return verdict;
    return Verdict.TARGET | CANNOT_STORE;
  };
}

function checkedWriter(write: CellWriter, check: ValueCheck): CellWriter {
  return (source, start, end, out) => {
    const verdict = write(source, start, end, out);
    if (verdict !== OK && (verdict & ONLY_WARNS) === 0) return verdict;
    return check(source, start, end) || verdict;
  };
}

function cleansedWriter(write: CellWriter, cleanse: TextStep, nullMarkers: readonly string[]): CellWriter {
  return (source, start, end, out) => {
    if (invalidUtf8At(source, start, end) >= 0) return Verdict.ENCODING | CANNOT_STORE;
    const text = cleanse(source.toString('utf8', start, end));
    if (nullMarkers.includes(text)) return Verdict.IS_NULL;
    const bytes = Buffer.from(text);
    return write(bytes, 0, bytes.length, out);
  };
}
