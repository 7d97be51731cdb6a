import type { ConfigPath } from '../../infra/config/problem.ts';
import type { TableFacts } from '../types/column-facts.ts';
import type { Work } from './compile-work.ts';
import type { MappedColumn, SortColumn } from './compiled-mapping.ts';
import type { ArraySpec } from './mapping-schema.ts';

interface Elements {
  readonly table: TableFacts;
  readonly columns: readonly MappedColumn[];
  /** Of the primary key. */
  readonly order: readonly string[];
  readonly path: ConfigPath;
}

/** How the elements of an array are sorted. A sort that two rows could share is a remark, as it is not one order. */
export function compileSort(spec: ArraySpec, elements: Elements, { remarks }: Work): SortColumn[] {
  const { order, path, table } = elements;
  const refuse = (at: ConfigPath, message: string) => void remarks.push({ path: [...path, ...at], message });
  if (spec.top !== undefined && spec.sort === undefined)
    refuse(['top'], 'says which elements are the first only together with "sort"');
  if (spec.top !== undefined && Object.keys({ ...spec.documents, ...spec.arrays }).length > 0)
    refuse(['top'], 'a subset has no tables below it');
  if (spec.sort === undefined) return order.map((column) => ({ column, direction: 1 }));
  const sort = Object.entries(spec.sort).map(([column, direction]): SortColumn => ({ column, direction }));
  for (const { column } of sort) {
    const problem = sortProblem(column, elements);
    if (problem !== undefined) refuse(['sort', column], problem);
  }
  const missing = order.filter((name) => !sort.some(({ column }) => column === name));
  if (missing.length > 0)
    refuse(
      ['sort'],
      `two rows of ${table.name} may share these values, and their order would not be one: add ${missing.join(', ')} at the end`,
    );
  return sort;
}

function sortProblem(name: string, { table, columns }: Elements): string | undefined {
  const mapped = columns.find(({ column }) => column.name === name);
  if (mapped === undefined)
    return `"${name}" is not a column that ${table.name} brings into the document as it is`;
  if (mapped.column.isNullable)
    return `${name} may be NULL, which has no place in an order that a client can check`;
  return mapped.type.compare === null
    ? `${name} has an order that a client cannot check: use integers, decimals, moments, or a _bin collation`
    : undefined;
}
