import { Int32 } from 'mongodb';
import type { Document } from 'mongodb';
import { AetherError } from '../../core/errors.ts';
import type { MigrateKeys } from '../keys/migrate-keys.ts';
import type { CompiledCollection, GuardedColumn, Level, MappedColumn } from '../mapping/compiled-mapping.ts';
import { columnNames } from '../source/level-sql.ts';
import type { RowsByLevel, SourceRow } from '../source/read-rows.ts';
import type { Read } from '../types/document-type.ts';
import { guardedValue, guardText } from '../types/guard-value.ts';

interface Build {
  readonly children: ReadonlyMap<Level, ReadonlyMap<string, readonly SourceRow[]>>;
  readonly keys: MigrateKeys | undefined;
}

/** The documents of the roots that were read. Throws MIGRATE_VALUE_REFUSED, with the row, for what a document cannot hold. */
export function buildDocuments(
  { root }: CompiledCollection,
  rows: RowsByLevel,
  keys: MigrateKeys | undefined,
): Document[] {
  const children = new Map<Level, Map<string, SourceRow[]>>();
  for (const [level, found] of rows) if (level !== root) children.set(level, groupByParent(level, found));
  return (rows.get(root) ?? []).map((row) => buildOne(root, row, { children, keys }));
}

/** By the values that rows share with their parent. A row that several parents share was read for each of them. */
function groupByParent(level: Level, rows: readonly SourceRow[]): Map<string, SourceRow[]> {
  const groups = new Map<string, SourceRow[]>();
  const names = columnNames(level);
  const keyAt = level.order.map((name) => names.indexOf(name));
  const seen = new Set<string>();
  for (const row of rows) {
    const identity = identityOf(row.slice(0, level.inherited.length));
    if (level.isShared) {
      const own = `${identity}\0\0${identityOf(keyAt.map((at) => row[at] ?? null))}`;
      if (seen.has(own)) continue;
      seen.add(own);
    }
    const group = groups.get(identity);
    if (group === undefined) groups.set(identity, [row]);
    else group.push(row);
  }
  return groups;
}

function identityOf(values: SourceRow): string {
  return values.map((value) => (value === null ? 'N' : `=${String(value)}`)).join('\0');
}

function buildOne(level: Level, row: SourceRow, build: Build): Document {
  const document: Document = {};
  const names = columnNames(level);
  level.columns.forEach((mapped, index) => {
    const value = row[level.inherited.length + index] ?? null;
    if (value === null) writeNull(document, level, mapped.field);
    else writeField(document, mapped, value, () => `${level.table} (${describeRow(level, row, names)})`);
  });
  level.guarded.forEach((guarded, index) => {
    const value = row[names.length + index] ?? null;
    if (value === null) writeNull(document, level, guarded.field);
    else document[guarded.field] = guard(guarded, value, build.keys);
  });
  for (const child of level.children) {
    const identity = identityOf(
      child.inherited.map(({ parentColumn }) => row[names.indexOf(parentColumn)] ?? null),
    );
    const found = build.children.get(child)?.get(identity) ?? [];
    const built = found.map((one) => buildOne(child, one, build));
    if (child.kind === 'array') document[child.field] = built;
    else if (built[0] === undefined) writeNull(document, level, child.field);
    else document[child.field] = built[0];
  }
  return document;
}

function writeNull(document: Document, { nulls }: Level, field: string): void {
  if (nulls === 'keep') document[field] = null;
}

function guard(guarded: GuardedColumn, value: Read, keys: MigrateKeys | undefined): unknown {
  const text = Buffer.isBuffer(value) ? value.toString('hex').toUpperCase() : String(value);
  return guardedValue(guarded, guardText(guarded, text, keys));
}

const MICROSECONDS = /\.\d{3}(\d{1,3})$/;

function writeField(
  document: Document,
  { column, field, type }: MappedColumn,
  value: Read,
  where: () => string,
): void {
  try {
    document[field] = type.encode(value);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const name = column.name.replace(/^=/, '');
    throw new AetherError('MIGRATE_VALUE_REFUSED', `${where()}: the value of ${name} ${why}`, { cause });
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
