import { didYouMean } from '../../core/suggest.ts';
import type { ConfigPath, Remark } from '../../infra/config/problem.ts';
import type { ColumnFacts, TableFacts } from '../types/column-facts.ts';
import { documentTypeOf } from '../types/document-type.ts';
import type { CompiledCollection, InheritedColumn, Level, MappedColumn } from './compiled-mapping.ts';
import type { CollectionSpec, EmbeddedSpec, Mapping } from './mapping-schema.ts';

export type Compilation =
  | { readonly collections: readonly CompiledCollection[]; readonly remarks?: undefined }
  | { readonly collections?: undefined; readonly remarks: readonly Remark[] };

type Tables = ReadonlyMap<string, TableFacts>;

/** The tables that a mapping names. */
export function tablesOf(mapping: Mapping): string[] {
  const names = (spec: CollectionSpec | EmbeddedSpec): string[] => [
    spec.table,
    ...[...Object.values(spec.documents), ...Object.values(spec.arrays)].flatMap((child) => names(child)),
  ];
  return [...new Set(Object.values(mapping.collections).flatMap((spec) => names(spec)))];
}

/** Compares a mapping with the tables. What could lose data, or be read row by row, is a remark; nothing is guessed. */
export function compileMapping(mapping: Mapping, tables: Tables): Compilation {
  const remarks: Remark[] = [];
  const collections = Object.entries(mapping.collections).flatMap(([name, spec]) => {
    const compiled = compileCollection(name, spec, { tables, remarks });
    return compiled === undefined ? [] : [compiled];
  });
  return remarks.length > 0 ? { remarks } : { collections };
}

interface Work {
  readonly tables: Tables;
  readonly remarks: Remark[];
}

const INTEGERS: ReadonlySet<string> = new Set(['tinyint', 'smallint', 'mediumint', 'int', 'bigint']);
/** MongoDB's limit for one collection, that of _id included. */
const MOST_INDEXES = 64;

function compileCollection(name: string, spec: CollectionSpec, work: Work): CompiledCollection | undefined {
  const path = ['collections', name];
  const table = requireTable(spec, path, work);
  if (table === undefined) return undefined;
  const key = table.columns.find((column) => column.name === spec.key);
  const isUnique = table.indexes.some(
    (index) => index.isUnique && index.columns.length === 1 && index.columns[0] === spec.key,
  );
  if (key === undefined || !isUnique || key.isNullable || !INTEGERS.has(key.dataType)) {
    const message = `must be an integer column of ${spec.table} with a unique index of its own, and never NULL`;
    work.remarks.push({ path: [...path, 'key'], message });
    return undefined;
  }
  if (spec.indexes.length >= MOST_INDEXES) {
    const message = `MongoDB allows ${MOST_INDEXES} indexes for a collection, that of _id included`;
    work.remarks.push({ path: [...path, 'indexes'], message });
  }
  const columns = compileColumns(spec, table, { path, isOn: new Set(), key: spec.key }, work);
  const root: Level = {
    table: spec.table,
    field: '',
    kind: 'root',
    inherited: [],
    columns,
    order: [spec.key],
    index: table.indexes.find(({ isUnique, columns: [first] }) => isUnique && first === spec.key)?.name ?? '',
    children: compileChildren(spec, { path, table, columns, inherited: [] }, work),
  };
  return {
    name,
    root,
    key: spec.key,
    indexes: spec.indexes.map(({ keys, unique }) => ({ keys, unique: unique === true })),
    ...personalColumns(spec),
  };
}

function personalColumns(spec: CollectionSpec | EmbeddedSpec): { dropped: string[]; kept: string[] } {
  const own = (action: 'drop' | 'none') =>
    Object.entries(spec.pii).flatMap(([column, done]) =>
      done === action ? [`${spec.table}.${column}`] : [],
    );
  const children = [...Object.values(spec.documents), ...Object.values(spec.arrays)].map((child) =>
    personalColumns(child),
  );
  return {
    dropped: [...own('drop'), ...children.flatMap(({ dropped }) => dropped)],
    kept: [...own('none'), ...children.flatMap(({ kept }) => kept)],
  };
}

function requireTable(
  { table }: CollectionSpec | EmbeddedSpec,
  path: ConfigPath,
  { tables, remarks }: Work,
): TableFacts | undefined {
  const found = tables.get(table);
  const at = [...path, 'table'];
  if (found === undefined) {
    remarks.push({
      path: at,
      message: `the database has no table "${table}"${didYouMean(table, [...tables.keys()])}`,
    });
  } else if (found.engine !== 'InnoDB') {
    remarks.push({ path: at, message: `${table} is ${found.engine}: a snapshot covers InnoDB tables alone` });
  } else {
    return found;
  }
  return undefined;
}

interface Place {
  readonly path: ConfigPath;
  /** Columns that equal one of the parent. */
  readonly isOn: ReadonlySet<string>;
  /** Of the root. */
  readonly key?: string;
}

function compileColumns(
  spec: CollectionSpec | EmbeddedSpec,
  table: TableFacts,
  place: Place,
  work: Work,
): MappedColumn[] {
  checkNames(spec, table, place.path, work);
  const omitted = new Set([...spec.omit, ...namesOf(spec.pii, 'drop')]);
  const mapped = table.columns.flatMap((column) => {
    if (place.isOn.has(column.name) || omitted.has(column.name)) return [];
    const path = [...place.path, 'table'];
    if (table.personal.has(column.name) && spec.pii[column.name] === undefined) {
      const message = `${table.name}.${column.name} is or may be personal data: decide with pii: { ${column.name}: drop } or none`;
      work.remarks.push({ path, message });
    }
    const type = documentTypeOf(column);
    if (typeof type === 'string') {
      work.remarks.push({ path, message: `${table.name}.${column.name}: ${type}` });
      return [];
    }
    const field = column.name === place.key ? '_id' : (spec.rename[column.name] ?? column.name);
    return [{ column, field, type }];
  });
  checkFields(spec, mapped, place.path, work);
  return mapped;
}

function namesOf(pii: CollectionSpec['pii'], action: 'drop' | 'none'): string[] {
  return Object.entries(pii).flatMap(([column, done]) => (done === action ? [column] : []));
}

/** A misspelt column would silently be taken over, or not be protected. */
function checkNames(
  spec: CollectionSpec | EmbeddedSpec,
  table: TableFacts,
  path: ConfigPath,
  { remarks }: Work,
): void {
  const known = table.columns.map(({ name }) => name);
  const check = (column: string, at: ConfigPath) => {
    if (known.includes(column)) return;
    const message = `${table.name} has no column "${column}"${didYouMean(column, known)}`;
    remarks.push({ path: at, message });
  };
  spec.omit.forEach((column, index) => check(column, [...path, 'omit', index]));
  for (const part of ['rename', 'pii'] as const)
    for (const column of Object.keys(spec[part])) check(column, [...path, part, column]);
}

/** `_us` holds the microseconds of a moment; `_v` says which run wrote a document. */
function checkFields(
  spec: CollectionSpec | EmbeddedSpec,
  mapped: readonly MappedColumn[],
  path: ConfigPath,
  { remarks }: Work,
): void {
  const fields = [
    ...mapped.flatMap(({ field, type }) =>
      type.bson.startsWith('Date,') ? [field, `${field}_us`] : [field],
    ),
    ...Object.keys(spec.documents),
    ...Object.keys(spec.arrays),
  ];
  for (const field of new Set(fields.filter((name, index) => fields.indexOf(name) !== index))) {
    remarks.push({ path, message: `two values would become the field "${field}": rename one` });
  }
  for (const field of fields.filter((name) => name.includes('.') || name.startsWith('$') || name === '_v')) {
    remarks.push({ path, message: `"${field}" cannot be the name of a field: rename the column` });
  }
}

interface Parent {
  readonly path: ConfigPath;
  readonly table: TableFacts;
  readonly columns: readonly MappedColumn[];
  readonly inherited: readonly InheritedColumn[];
}

function compileChildren(spec: CollectionSpec | EmbeddedSpec, parent: Parent, work: Work): Level[] {
  const compile = (kind: 'document' | 'array', children: Readonly<Record<string, EmbeddedSpec>>) =>
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

function compileChild(spec: EmbeddedSpec, place: ChildPlace, work: Work): Level | undefined {
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
  const index = table.indexes.find(({ columns }) =>
    columns.slice(0, isOn.size).every((name) => isOn.has(name)),
  );
  if (index === undefined) {
    const message = `no index of ${spec.table} begins with ${[...isOn].join(', ')}: each parent would read the whole table`;
    work.remarks.push({ path: [...path, 'on'], message });
  }
  const order = orderOf(table, isOn);
  const problem = orderProblem(table, order, kind);
  if (problem !== undefined) work.remarks.push({ path: [...path, 'table'], message: problem });
  const columns = compileColumns(spec, table, { path, isOn }, work);
  const missing = (order ?? []).filter((name) => !columns.some(({ column }) => column.name === name));
  if (missing.length > 0) {
    const message = `${missing.join(', ')} orders the elements, so it cannot be left out`;
    work.remarks.push({ path, message });
  }
  const children = compileChildren(spec, { path, table, columns, inherited }, work);
  return {
    table: spec.table,
    field,
    kind,
    inherited,
    columns,
    order: order ?? [],
    index: index?.name ?? '',
    children,
  };
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
    return `"${parentName}" is not a column that ${parent.table.name} brings into the document`;
  const type = documentTypeOf(column);
  if (typeof type === 'string') return type;
  if (!isSameKind(column, above.column) || type.compare === null)
    return `${name} and ${parentName} must be of one type: integers, moments, or text with a _bin collation`;
  return { column, parentColumn: parentName, type };
}

function isSameKind(left: ColumnFacts, right: ColumnFacts): boolean {
  if (INTEGERS.has(left.dataType) && INTEGERS.has(right.dataType)) return true;
  return left.dataType === right.dataType && left.timePrecision === right.timePrecision;
}

/** Columns of the primary key that the parent does not give; undefined without a primary key. */
function orderOf({ indexes }: TableFacts, isOn: ReadonlySet<string>): string[] | undefined {
  return indexes.find(({ name }) => name === 'PRIMARY')?.columns.filter((column) => !isOn.has(column));
}

function orderProblem(
  table: TableFacts,
  order: readonly string[] | undefined,
  kind: 'document' | 'array',
): string | undefined {
  if (order === undefined) return `${table.name} has no primary key: its rows cannot be told apart`;
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
