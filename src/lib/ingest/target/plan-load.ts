import { didYouMean } from '../../core/suggest.ts';
import type { CellFit } from '../columns/cell-fit.ts';
import { encodeDefault } from '../columns/column-behaviour.ts';
import { type ColumnSpec, columnBehaviour } from '../columns/column-spec.ts';
import type { Fit } from './fit.ts';
import { fitRule } from './fit-rules.ts';
import type { TableColumn } from './read-target.ts';
import { parseStoredType } from './stored-type.ts';

/** How the columns of a file go into the columns of a table of the same names. */
export interface LoadPlan {
  readonly fits: ReadonlyMap<string, CellFit>;
  /** Why the load may not begin: a line each, with the way out. */
  readonly problems: readonly string[];
}

/** Judges every pair of columns, so that no record is loaded that the table would change. */
export function planLoad(specs: readonly ColumnSpec[], table: readonly TableColumn[]): LoadPlan {
  const fits = new Map<string, CellFit>();
  const problems: string[] = [];
  for (const spec of specs) {
    const column = table.find(({ name }) => name.toLowerCase() === spec.name.toLowerCase());
    const judged = judge(spec, column, table);
    if (typeof judged === 'string') problems.push(`${spec.name}: ${judged}`);
    else fits.set(spec.name, judged);
  }
  return { fits, problems };
}

function judge(
  spec: ColumnSpec,
  column: TableColumn | undefined,
  table: readonly TableColumn[],
): CellFit | string {
  if (column === undefined) {
    const names = table.map(({ name }) => name);
    return `the table has no such column${didYouMean(spec.name, names)}`;
  }
  if (column.isGenerated) return 'the table generates this column itself; leave it out of the source';
  const fit = fitColumn(spec, column);
  if (fit.kind === 'refused') return `${spec.type} does not go into ${column.type}; ${fit.wayOut}`;
  const keeps = fit.kind === 'checked' ? fit.keeps : undefined;
  const takesNull = !column.isAutoIncrement && (column.isNullable || !/^timestamp/i.test(column.type));
  if (!takesNull && spec.on_fail === 'null')
    return `on_fail: null would load NULL, and ${column.type} puts a value of its own in its place; use on_fail: reject`;
  const cell: CellFit = {
    keeps,
    takesNull,
    target: `${column.name} ${column.type}`,
    isNumber: fit.kind === 'kept' && fit.isNumber === true,
  };
  return keepsDefault(spec, cell) ? cell : `its default "${spec.default}" is not kept by ${column.type}`;
}

/** What becomes of the values of one column of a source in one column of a table, NULL aside. */
export function fitColumn(spec: ColumnSpec, { type }: Pick<TableColumn, 'type'>): Fit {
  const stored = parseStoredType(type);
  return fitRule(stored)(spec, stored);
}

function keepsDefault(spec: ColumnSpec, { keeps }: CellFit): boolean {
  if (spec.default === undefined || keeps === undefined) return true;
  const bytes = encodeDefault(columnBehaviour(spec), spec.default);
  return bytes === undefined || keeps(bytes, 0, bytes.length);
}
