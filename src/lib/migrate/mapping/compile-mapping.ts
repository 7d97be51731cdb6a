import type { ConfigPath } from '../../infra/config/problem.ts';
import type { TableFacts } from '../types/column-facts.ts';
import { compileChildren } from './compile-children.ts';
import { compileColumns, isTaken } from './compile-columns.ts';
import { checkIndexes } from './compile-indexes.ts';
import { compileReferences } from './compile-references.ts';
import { INTEGERS, requireTable, type Work } from './compile-work.ts';
import type { CompiledCollection, Level } from './compiled-mapping.ts';
import type { CollectionSpec, EmbeddedSpec, LevelSpec, Mapping } from './mapping-schema.ts';

export type Compilation =
  | { readonly collections: readonly CompiledCollection[]; readonly remarks?: undefined }
  | { readonly collections?: undefined; readonly remarks: Work['remarks'] };

/** The tables that a mapping names. */
export function tablesOf(mapping: Mapping): string[] {
  const names = (spec: LevelSpec): string[] => [
    spec.table,
    ...childrenOf(spec).flatMap((child) => names(child)),
  ];
  return [...new Set(Object.values(mapping.collections).flatMap((spec) => names(spec)))];
}

function childrenOf(spec: LevelSpec): EmbeddedSpec[] {
  return [...Object.values(spec.documents), ...Object.values(spec.arrays)];
}

/** Compares a mapping with the tables. What could lose data, or be read row by row, is a remark; nothing is guessed. */
export function compileMapping(mapping: Mapping, tables: ReadonlyMap<string, TableFacts>): Compilation {
  const work: Work = { tables, remarks: [] };
  const collections = Object.entries(mapping.collections).flatMap(([name, spec]) => {
    const compiled = compileCollection(name, spec, work);
    return compiled === undefined ? [] : [compiled];
  });
  const linked = collections.map((one) => ({
    ...one,
    references: compileReferences(one, mapping.collections[one.name]?.references ?? {}, collections, work),
  }));
  return work.remarks.length > 0 ? { remarks: work.remarks } : { collections: linked };
}

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
  const { columns, guarded } = compileColumns(spec, table, { path, isOn: new Set(), key: spec.key }, work);
  const above = { path, table, columns, inherited: [], isShared: false };
  const root: Level = {
    table: spec.table,
    field: '',
    kind: 'root',
    inherited: [],
    columns,
    guarded,
    nulls: spec.nulls,
    order: [spec.key],
    sort: [{ column: spec.key, direction: 1 }],
    top: null,
    isShared: false,
    index: table.indexes.find(({ isUnique: one, columns: [first] }) => one && first === spec.key)?.name ?? '',
    children: compileChildren(spec, above, work),
  };
  return {
    name,
    root,
    key: spec.key,
    indexes: spec.indexes,
    references: [],
    validator: spec.validator,
    archive: archiveOf(spec, { table, root, path }, work),
    expiry: checkIndexes(spec, root, path, work),
    ...leftOut(spec, work, spec.key),
  };
}

const ARCHIVED = 'archived_at';

function archiveOf(
  spec: CollectionSpec,
  { table, root, path }: { readonly table: TableFacts; readonly root: Level; readonly path: ConfigPath },
  { remarks }: Work,
): CompiledCollection['archive'] {
  const at = [...path, ...(spec.on_archive === undefined ? [] : ['on_archive'])];
  if (!table.columns.some(({ name }) => name === ARCHIVED)) {
    if (spec.on_archive !== undefined)
      remarks.push({
        path: at,
        message: `${table.name} has no column ${ARCHIVED}: nothing of it is archived`,
      });
    return null;
  }
  const policy = spec.on_archive ?? 'keep';
  if (policy !== 'delete' && !root.columns.some(({ column }) => column.name === ARCHIVED))
    remarks.push({
      path: at,
      message: `${ARCHIVED} says which documents stay as they are, so it cannot be left out`,
    });
  return policy;
}

type LeftOut = Pick<CompiledCollection, 'dropped' | 'omitted' | 'replaced' | 'kept'>;

function leftOut(spec: LevelSpec | EmbeddedSpec, work: Work, key?: string): LeftOut {
  const isOn = new Set('on' in spec ? Object.keys(spec.on) : []);
  const nameOf = (column: string) => `${spec.table}.${column}`;
  const actions = Object.entries(spec.pii);
  const all = work.tables.get(spec.table)?.columns.map(({ name }) => name) ?? [];
  const isLeftOut = (column: string) =>
    !isOn.has(column) && !isTaken(column, spec, { isOn, ...(key === undefined ? {} : { key }) });
  const own: LeftOut = {
    dropped: actions.flatMap(([column, action]) => (action === 'drop' ? [nameOf(column)] : [])),
    omitted: all
      .filter((column) => isLeftOut(column) && spec.pii[column] !== 'drop')
      .map((column) => nameOf(column)),
    replaced: actions.flatMap(([column, action]) =>
      action === 'drop' || action === 'none' || isLeftOut(column)
        ? []
        : [`${nameOf(column)} (${typeof action === 'object' ? 'token' : action})`],
    ),
    kept: actions.flatMap(([column, action]) =>
      action === 'none' && !isLeftOut(column) ? [nameOf(column)] : [],
    ),
  };
  return childrenOf(spec)
    .map((child) => leftOut(child, work))
    .reduce(
      (all_, one) => ({
        dropped: [...all_.dropped, ...one.dropped],
        omitted: [...all_.omitted, ...one.omitted],
        replaced: [...all_.replaced, ...one.replaced],
        kept: [...all_.kept, ...one.kept],
      }),
      own,
    );
}
