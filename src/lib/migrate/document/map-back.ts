import { Int32 } from 'mongodb';
import type { Document } from 'mongodb';
import {
  type CompiledCollection,
  freezes,
  type GuardedColumn,
  type Level,
  type MappedColumn,
} from '../mapping/compiled-mapping.ts';
import { columnNames } from '../source/level-sql.ts';
import { guardedText } from '../types/guard-value.ts';

/** What a document holds that no row could have become, at a JSON pointer below it. */
export interface Oddity {
  readonly pointer: string;
  readonly message: string;
}

/** A row as MariaDB would write it as text, in the order of `columnNames`, and where the document has it. */
export interface MappedRow {
  readonly texts: readonly (string | null)[];
  /** What stands for the guarded columns of the level, in their order. */
  readonly guarded: readonly (string | null)[];
  readonly pointer: string;
}

export interface MappedBack {
  readonly rows: Map<Level, MappedRow[]>;
  readonly oddities: Oddity[];
}

/** The rows that a document must have come from. It shares no code with what built the document but the types. */
export function mapBack(collection: CompiledCollection, document: Document): MappedBack {
  const back: MappedBack = { rows: new Map(), oddities: [] };
  const { root } = collection;
  const archivedAt = root.columns.find(({ column }) => column.name === 'archived_at')?.field ?? '';
  const isFrozen = freezes(collection) && document[archivedAt] instanceof Date;
  const own = new Set(['_v', ...(collection.archive === 'mark' && isFrozen ? ['_archived'] : [])]);
  if (own.has('_archived') && document['_archived'] !== true)
    back.oddities.push({ pointer: '/_archived', message: 'is not true, though the row is archived' });
  mapLevel(root, { value: document, pointer: '', inherited: [], own, isFrozen }, back);
  return back;
}

interface Place {
  readonly value: unknown;
  readonly pointer: string;
  readonly inherited: readonly (string | null)[];
  /** Fields that aether adds. */
  readonly own?: ReadonlySet<string>;
  /** What is below has no rows any more. */
  readonly isFrozen?: boolean;
}

function mapLevel(level: Level, place: Place, back: MappedBack): string[] {
  const { value, pointer, inherited, own, isFrozen } = place;
  if (!isDocument(value)) {
    back.oddities.push({ pointer, message: `${bsonTypeOf(value)} instead of a document` });
    return [];
  }
  const known = new Set<string>(own);
  const reading: Reading = { pointer, known, back, nulls: level.nulls };
  const texts = [
    ...inherited,
    ...level.columns.map((column) => {
      const text = readField(value, column, reading);
      return isFrozen === true && column.computed?.isAggregate === true ? null : text;
    }),
  ];
  const guarded = level.guarded.map((column) => readGuarded(value, column, reading));
  addRow(back, level, { texts, guarded, pointer });
  const names = columnNames(level);
  for (const child of level.children) {
    known.add(child.field);
    if (isFrozen === true) continue;
    const passed = child.inherited.map(({ parentColumn }) => texts[names.indexOf(parentColumn)] ?? null);
    const below = { value: value[child.field], pointer: `${pointer}/${child.field}`, inherited: passed };
    mapChild(child, level.nulls, below, back);
  }
  for (const field of Object.keys(value).filter((name) => !known.has(name)))
    back.oddities.push({ pointer: `${pointer}/${field}`, message: 'a field that the mapping does not have' });
  return level.sort.map(({ column }) => texts[names.indexOf(column)] ?? '');
}

function addRow({ rows }: MappedBack, level: Level, row: MappedRow): void {
  const found = rows.get(level);
  if (found === undefined) rows.set(level, [row]);
  else found.push(row);
}

function mapChild(child: Level, nulls: Level['nulls'], place: Place, back: MappedBack): void {
  const { value, pointer } = place;
  if (child.kind === 'document') {
    if (nulls === 'keep' ? value !== null : value !== undefined) mapLevel(child, place, back);
    return;
  }
  if (!Array.isArray(value)) {
    back.oddities.push({ pointer, message: `${bsonTypeOf(value)} instead of an array` });
    return;
  }
  let before: string[] | undefined;
  value.forEach((element: unknown, index) => {
    const at = `${pointer}/${index}`;
    const key = mapLevel(child, { ...place, value: element, pointer: at }, back);
    if (before !== undefined && compareKeys(child, before, key) >= 0)
      back.oddities.push({ pointer: at, message: 'is not in the order of its key' });
    before = key;
  });
  if (child.top !== null && value.length > child.top)
    back.oddities.push({ pointer, message: `${value.length} elements of a subset of ${child.top}` });
}

/** As MariaDB orders them; the mapping allows no key for which that is not known. */
function compareKeys(level: Level, left: readonly string[], right: readonly string[]): number {
  for (const [index, { column: name, direction }] of level.sort.entries()) {
    const type = level.columns.find(({ column }) => column.name === name)?.type;
    const [a = '', b = ''] = [left[index], right[index]];
    // An unreadable key is reported where it is read.
    const order = a === '' || b === '' ? -1 : direction * (type?.compare?.(a, b) ?? 0);
    if (order !== 0) return order;
  }
  return 0;
}

interface Reading {
  readonly pointer: string;
  readonly known: Set<string>;
  readonly back: MappedBack;
  readonly nulls: Level['nulls'];
}

interface FieldReading {
  readonly field: string;
  readonly value: unknown;
  /** undefined for a value of another type than `wanted`. */
  readonly read: () => string | undefined;
  readonly wanted: string;
}

/** null for NULL; undefined, with an oddity, for a field that could not have become so. */
function present({ field, value, read, wanted }: FieldReading, reading: Reading): string | null | undefined {
  reading.known.add(field);
  const isNull = reading.nulls === 'keep' ? value === null : value === undefined;
  if (isNull) return null;
  const text = value === undefined ? undefined : read();
  if (text !== undefined) return text;
  const message = value === undefined ? 'the field is missing' : `${bsonTypeOf(value)} instead of ${wanted}`;
  reading.back.oddities.push({ pointer: `${reading.pointer}/${field}`, message });
  return undefined;
}

function readGuarded(document: Document, guarded: GuardedColumn, reading: Reading): string | null {
  const value: unknown = document[guarded.field];
  const read = () => guardedText(guarded, value);
  const wanted = `what replaces a value (${guarded.guard.action})`;
  const text = present({ field: guarded.field, value, read, wanted }, reading);
  return text === undefined ? '' : text;
}

function readField(
  document: Document,
  { column, field, type }: MappedColumn,
  reading: Reading,
): string | null {
  const value: unknown = document[field];
  const text = present({ field, value, read: () => type.decode(value), wanted: type.bson }, reading);
  if (text === null) return null;
  if (text === undefined) return '';
  if (column.timePrecision === null || !type.bson.startsWith('Date,')) return text;
  reading.known.add(`${field}_us`);
  return withPrecision(text, column.timePrecision, document[`${field}_us`]);
}

/** `2026-01-31 10:00:00.123` with the digits that the column has. */
function withPrecision(text: string, precision: number, micros: unknown): string {
  const rest =
    micros instanceof Int32 ? String(micros.value).padStart(3, '0') : micros === undefined ? '000' : '???';
  const all = `${text}${rest}`;
  // 20 characters up to the point; what the column cannot have must not be cut off silently.
  const kept = precision === 0 ? all.slice(0, 19) : all.slice(0, 20 + precision);
  return /[1-9?]/.test(all.slice(20 + precision)) ? all : kept;
}

function isDocument(value: unknown): value is Document {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !('_bsontype' in value) &&
    !(value instanceof Date)
  );
}

/** How BSON calls the type of a value. */
export function bsonTypeOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'Null';
  if (Array.isArray(value)) return 'Array';
  if (value instanceof Date) return 'Date';
  if (typeof value === 'string') return 'String';
  if (typeof value === 'boolean') return 'Boolean';
  if (typeof value === 'number') return 'Double';
  if (typeof value !== 'object') return typeof value;
  return '_bsontype' in value ? String(value._bsontype) : 'Object';
}
