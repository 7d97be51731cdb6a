import type { Column, ColumnKind } from '../tables/column.ts';
import type { Table } from '../tables/table.ts';

/** What the ingestion must say about a defective record: its rule, and the column where the rule is about one. */
export interface Target {
  readonly rule: string;
  readonly column: string | null;
}

/** A record of the clean file, of which a defective copy is to be made. */
export interface SoundRecord {
  readonly table: Table;
  readonly fields: readonly string[];
  /** As it is in the file, without its line end. */
  readonly bytes: Buffer;
}

/** Chooses one of several ways to be wrong: a whole number from 0 up to, not including, the limit. */
export type Dice = (limit: number) => number;

/** One way in which a record can be wrong. A new one is a file and a line in `all-defects.ts`. */
export interface Defect {
  readonly kind: string;
  /** What it can be about in a table; empty where the table cannot have it. */
  readonly targets: (table: Table) => readonly Target[];
  /** The defective copy with its line end; undefined where this very record cannot have the defect. */
  readonly inject: (record: SoundRecord, target: Target, dice: Dice) => Buffer | undefined;
}

/** One target for each column of these kinds. */
export function targetsOf(table: Table, kinds: readonly ColumnKind[], rule: string): Target[] {
  return columnsOf(table, kinds).map((column) => ({ rule, column: column.name }));
}

export function columnsOf(table: Table, kinds: readonly ColumnKind[]): Column[] {
  return table.columns.filter((column) => kinds.includes(column.kind));
}

/** The same record with another value in one column. */
export function withValue(record: SoundRecord, column: string | null, value: string): string[] {
  const place = placeOf(record.table, column);
  return record.fields.map((field, index) => (index === place ? value : field));
}

export function valueOf(record: SoundRecord, column: string | null): string {
  return record.fields[placeOf(record.table, column)] ?? '';
}

export function kindOf(record: SoundRecord, column: string | null): ColumnKind | undefined {
  return record.table.columns[placeOf(record.table, column)]?.kind;
}

function placeOf(table: Table, column: string | null): number {
  return table.columns.findIndex(({ name }) => name === column);
}

/** One of several values. */
export function anyOf<Item>(items: readonly Item[], dice: Dice): Item {
  return items[dice(items.length)] as Item;
}
