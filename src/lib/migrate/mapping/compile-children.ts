import { didYouMean } from '../../core/suggest.ts';
import type { ConfigPath } from '../../infra/config/problem.ts';
import type { ColumnFacts, TableFacts } from '../types/column-facts.ts';
import { documentTypeOf } from '../types/document-type.ts';
import { compileColumns } from './compile-columns.ts';
import { compileSort } from './compile-sort.ts';
import { INTEGERS, requireTable, type Work } from './compile-work.ts';
import type { InheritedColumn, Level } from './compiled-mapping.ts';
import type { ArraySpec, EmbeddedSpec, LevelSpec } from './mapping-schema.ts';

/** What is known of a level while those below it are compiled. */
export interface Parent extends Pick<Level, 'columns' | 'inherited' | 'isShared'> {
  readonly path: ConfigPath;
  readonly table: TableFacts;
}

/** The embedded tables of a level, documents first. */
export function compileChildren(spec: LevelSpec, parent: Parent, work: Work): Level[] {
  const compile = (
    kind: 'document' | 'array',
    children: Readonly<Record<string, EmbeddedSpec | ArraySpec>>,
  ) =>
    Object.entries(children).flatMap(([field, child]) => {
      const path = [...parent.path, `${kind}s`, field];
      const level = compileChild(child, { field, kind, path, parent }, work);
      return level === undefined ? [] : [level];
    });
  return [...compile('document', spec.documents), ...compile('array', spec.arrays)];
}

interface ChildPlace {
  readonly field: string;
  readonly kind: 'document' | 'array';
  readonly path: ConfigPath;
  readonly parent: Parent;
}

function compileChild(spec: ArraySpec, place: ChildPlace, work: Work): Level | undefined {
  const { field, kind, path, parent } = place;
  const table = requireTable(spec, path, work);
  if (table === undefined) return undefined;
  const inherited = Object.entries(spec.on).flatMap(([column, parentColumn]) => {
    const found = inheritColumn(table, column, parentColumn, parent);
    if (typeof found !== 'string') return [found];
    work.remarks.push({ path: [...path, 'on', column], message: found });
    return [];
  });
  const isOn = new Set(Object.keys(spec.on));
  const index = indexOn(table, isOn);
  if (index === undefined) {
    const message = `no index of ${spec.table} begins with ${[...isOn].join(', ')}: each parent would read the whole table`;
    work.remarks.push({ path: [...path, 'on'], message });
  }
  const order = orderOf(table, isOn, kind);
  const problem = orderProblem(table, order, kind);
  if (problem !== undefined) work.remarks.push({ path: [...path, 'table'], message: problem });
  const { columns, guarded } = compileColumns(spec, table, { path, isOn }, work);
  const missing = (order ?? []).filter((name) => !columns.some(({ column }) => column.name === name));
  if (missing.length > 0) {
    const message = `${missing.join(', ')} orders the elements, so it cannot be left out`;
    work.remarks.push({ path, message });
  }
  const sort = compileSort(spec, { table, columns, order: order ?? [], path }, work);
  const isShared = parent.isShared || !isUniqueIn(parent.table, new Set(Object.values(spec.on)));
  const below = { path, table, columns, inherited, isShared };
  return {
    table: spec.table,
    field,
    kind,
    inherited,
    columns,
    guarded,
    nulls: spec.nulls,
    order: order ?? [],
    sort,
    top: spec.top ?? null,
    isShared,
    index: index ?? '',
    children: compileChildren(spec, below, work),
  };
}

/** No two rows have the same values in these columns. */
function isUniqueIn({ indexes }: Pick<TableFacts, 'indexes'>, names: ReadonlySet<string>): boolean {
  return indexes.some(({ isUnique, columns }) => isUnique && columns.every((name) => names.has(name)));
}

function indexOn({ indexes }: TableFacts, isOn: ReadonlySet<string>): string | undefined {
  return indexes.find(({ columns }) => columns.slice(0, isOn.size).every((name) => isOn.has(name)))?.name;
}

function inheritColumn(
  table: TableFacts,
  name: string,
  parentName: string,
  parent: Parent,
): InheritedColumn | string {
  const column = table.columns.find((one) => one.name === name);
  if (column === undefined) {
    return `${table.name} has no column "${name}"${didYouMean(
      name,
      table.columns.map((one) => one.name),
    )}`;
  }
  const above = [...parent.columns, ...parent.inherited].find((one) => one.column.name === parentName);
  if (above === undefined)
    return `"${parentName}" is not a column that ${parent.table.name} brings into the document as it is`;
  const type = documentTypeOf(column);
  if (typeof type === 'string') return type;
  if (!isSameKind(column, above.column) || type.compare === null || column.dataType === 'decimal')
    return `${name} and ${parentName} must be of one type: integers, moments, or text with a _bin collation`;
  return { column, parentColumn: parentName, type };
}

function isSameKind(left: ColumnFacts, right: ColumnFacts): boolean {
  if (INTEGERS.has(left.dataType) && INTEGERS.has(right.dataType)) return true;
  return left.dataType === right.dataType && left.timePrecision === right.timePrecision;
}

/**
 * Columns of the primary key that the parent does not give, none for a document that a unique key gives; undefined
 * without a primary key.
 */
function orderOf(
  { indexes }: Pick<TableFacts, 'indexes'>,
  isOn: ReadonlySet<string>,
  kind: 'document' | 'array',
): string[] | undefined {
  const primary = indexes.find(({ name }) => name === 'PRIMARY');
  if (kind === 'document' && primary !== undefined && isUniqueIn({ indexes }, isOn)) return [];
  return primary?.columns.filter((column) => !isOn.has(column));
}

function orderProblem(
  table: TableFacts,
  order: readonly string[] | undefined,
  kind: 'document' | 'array',
): string | undefined {
  if (order === undefined) return `${table.name} has no primary key: its rows cannot be distinguished`;
  if (kind === 'document' && order.length > 0)
    return `a parent may have several rows of ${table.name}: embed it under arrays`;
  const unordered = order.filter((name) => {
    const column = table.columns.find((one) => one.name === name);
    const type = column === undefined ? '' : documentTypeOf(column);
    return typeof type === 'string' || type.compare === null;
  });
  return unordered.length === 0
    ? undefined
    : `${unordered.join(', ')} of its primary key has an order that a client cannot check: use integers, moments, or a _bin collation`;
}
