import { Int32 } from 'mongodb';
import type { Document } from 'mongodb';
import { AetherError } from '../../core/errors.ts';
import type { CompiledCollection, Level, MappedColumn } from '../mapping/compiled-mapping.ts';
import { columnNames } from '../source/level-sql.ts';
import type { RowsByLevel, SourceRow } from '../source/read-rows.ts';
import type { Read } from '../types/document-type.ts';

/** The documents of the roots that were read. Throws MIGRATE_VALUE_REFUSED, with the row, for what a document cannot hold. */
export function buildDocuments(collection: CompiledCollection, rows: RowsByLevel): Document[] {
  const { root } = collection;
  const children = new Map<Level, Map<string, SourceRow[]>>();
  for (const [level, found] of rows) if (level !== root) children.set(level, groupByParent(level, found));
  return (rows.get(root) ?? []).map((row) => buildOne(root, row, children));
}

/** By the values that rows share with their parent. */
function groupByParent(level: Level, rows: readonly SourceRow[]): Map<string, SourceRow[]> {
  const groups = new Map<string, SourceRow[]>();
  for (const row of rows) {
    const identity = identityOf(row.slice(0, level.inherited.length));
    const group = groups.get(identity);
    if (group === undefined) groups.set(identity, [row]);
    else group.push(row);
  }
  return groups;
}

function identityOf(values: SourceRow): string {
  return values.map((value) => (value === null ? 'N' : `=${String(value)}`)).join('\0');
}

function buildOne(
  level: Level,
  row: SourceRow,
  children: ReadonlyMap<Level, ReadonlyMap<string, readonly SourceRow[]>>,
): Document {
  const document: Document = {};
  const names = columnNames(level);
  level.columns.forEach((mapped, index) => {
    const value = row[level.inherited.length + index] ?? null;
    writeField(document, mapped, value, () => `${level.table} (${describeRow(level, row, names)})`);
  });
  for (const child of level.children) {
    const identity = identityOf(
      child.inherited.map(({ parentColumn }) => row[names.indexOf(parentColumn)] ?? null),
    );
    const found = children.get(child)?.get(identity) ?? [];
    const built = found.map((one) => buildOne(child, one, children));
    document[child.field] = child.kind === 'array' ? built : (built[0] ?? null);
  }
  return document;
}

const MICROSECONDS = /\.\d{3}(\d{1,3})$/;

function writeField(
  document: Document,
  { column, field, type }: MappedColumn,
  value: Read | null,
  where: () => string,
): void {
  if (value === null) {
    document[field] = null;
    return;
  }
  try {
    document[field] = type.encode(value);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new AetherError('MIGRATE_VALUE_REFUSED', `${where()}: the value of ${column.name} ${why}`, {
      cause,
    });
  }
  // BSON has milliseconds; what MariaDB has beside them is kept in a field of its own.
  const micros = (column.timePrecision ?? 0) > 3 ? MICROSECONDS.exec(String(value))?.[1] : undefined;
  if (micros !== undefined && Number(micros) > 0)
    document[`${field}_us`] = new Int32(Number(micros.padEnd(3, '0')));
}

/** Keys alone: other values may be personal. */
function describeRow(level: Level, row: SourceRow, names: readonly string[]): string {
  const keys = [...level.inherited.map(({ column }) => column.name), ...level.order];
  return keys.map((name) => `${name} ${String(row[names.indexOf(name)])}`).join(', ');
}
