import { Int32 } from 'mongodb';
import type { Document } from 'mongodb';
import type { Level, MappedColumn } from '../mapping/compiled-mapping.ts';
import { columnNames } from '../source/level-sql.ts';

/** What a document holds that no row could have become, at a JSON pointer below it. */
export interface Oddity {
  readonly pointer: string;
  readonly message: string;
}

/** A row as MariaDB would write it as text, in the order of `columnNames`, and where the document has it. */
export interface MappedRow {
  readonly texts: readonly (string | null)[];
  readonly pointer: string;
}

export interface MappedBack {
  readonly rows: Map<Level, MappedRow[]>;
  readonly oddities: Oddity[];
}

/** Fields that aether adds to every document. */
export const OWN_FIELDS: ReadonlySet<string> = new Set(['_v']);

/** The rows that a document must have come from. It shares no code with what built the document but the types. */
export function mapBack(root: Level, document: Document): MappedBack {
  const back: MappedBack = { rows: new Map(), oddities: [] };
  mapLevel(root, { value: document, pointer: '', inherited: [] }, back);
  return back;
}

interface Place {
  readonly value: unknown;
  readonly pointer: string;
  readonly inherited: readonly (string | null)[];
}

function mapLevel(level: Level, { value, pointer, inherited }: Place, back: MappedBack): string[] {
  if (!isDocument(value)) {
    back.oddities.push({ pointer, message: `${bsonTypeOf(value)} instead of a document` });
    return [];
  }
  const known = new Set<string>(level.kind === 'root' ? OWN_FIELDS : []);
  const texts = [
    ...inherited,
    ...level.columns.map((column) => readField(value, column, { pointer, known, back })),
  ];
  addRow(back, level, { texts, pointer });
  const names = columnNames(level);
  for (const child of level.children) {
    known.add(child.field);
    const passed = child.inherited.map(({ parentColumn }) => texts[names.indexOf(parentColumn)] ?? null);
    mapChild(
      child,
      { value: value[child.field], pointer: `${pointer}/${child.field}`, inherited: passed },
      back,
    );
  }
  for (const field of Object.keys(value).filter((name) => !known.has(name)))
    back.oddities.push({ pointer: `${pointer}/${field}`, message: 'a field that the mapping does not have' });
  return level.order.map((name) => texts[names.indexOf(name)] ?? '');
}

function addRow({ rows }: MappedBack, level: Level, row: MappedRow): void {
  const found = rows.get(level);
  if (found === undefined) rows.set(level, [row]);
  else found.push(row);
}

function mapChild(child: Level, place: Place, back: MappedBack): void {
  const { value, pointer } = place;
  if (child.kind === 'document') {
    if (value !== null) mapLevel(child, place, back);
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
      back.oddities.push({ pointer: at, message: 'is not in the order of the primary key' });
    before = key;
  });
}

/** As MariaDB orders them; the mapping allows no key for which that is not known. */
function compareKeys(level: Level, left: readonly string[], right: readonly string[]): number {
  for (const [index, name] of level.order.entries()) {
    const type = level.columns.find(({ column }) => column.name === name)?.type;
    const [a = '', b = ''] = [left[index], right[index]];
    // An unreadable key is reported where it is read.
    const order = a === '' || b === '' ? -1 : (type?.compare?.(a, b) ?? 0);
    if (order !== 0) return order;
  }
  return 0;
}

interface Reading {
  readonly pointer: string;
  readonly known: Set<string>;
  readonly back: MappedBack;
}

function readField(
  document: Document,
  mapped: MappedColumn,
  { pointer, known, back }: Reading,
): string | null {
  const { column, field, type } = mapped;
  known.add(field);
  const value: unknown = document[field];
  if (value === null) return null;
  const text = value === undefined ? undefined : type.decode(value);
  if (text === undefined) {
    const message =
      value === undefined ? 'the field is missing' : `${bsonTypeOf(value)} instead of ${type.bson}`;
    back.oddities.push({ pointer: `${pointer}/${field}`, message });
    return '';
  }
  if (column.timePrecision === null || !type.bson.startsWith('Date,')) return text;
  known.add(`${field}_us`);
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
