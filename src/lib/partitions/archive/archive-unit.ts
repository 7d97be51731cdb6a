import type { TableColumn } from './table-columns.ts';
import type { ArchiveEntry } from './archive-ledger.ts';
import type { Span } from './order-marks.ts';

/** One table of a month. */
export interface MonthTable {
  readonly table: string;
  /** In the partition, counted. */
  readonly rows: number;
  /** Undefined: it was never archived. */
  readonly entry?: ArchiveEntry;
}

/** One partition of all tables of a group, which leave together or not at all. */
export interface ArchiveUnit {
  readonly group: string;
  readonly partition: string;
  readonly span: Span;
  readonly tables: readonly MonthTable[];
  /** Why it stays: an order can still move, the tables are cut differently. */
  readonly obstacles: readonly string[];
  /** Order numbers of the span; only of the group of orders. */
  readonly marks?: { readonly marked: number; readonly open: number };
}

/** Some of its tables have left: the others follow. */
export function hasBegun(tables: readonly MonthTable[]): boolean {
  return tables.some(({ entry }) => entry !== undefined && entry.state !== 'restored');
}

/** How the columns of a detached table and those of the table that it came from differ. */
export interface ColumnMatch {
  /** The same columns in the same order: the server accepts an EXCHANGE unless keys or rules have changed. */
  readonly isEqual: boolean;
  /** In both, and written. */
  readonly common: readonly TableColumn[];
  /** Archived columns that the table no longer has. */
  readonly lost: readonly string[];
}

/** Name of the table in the archive database that a partition changes places with; 64 characters at most. */
export function detachedName(table: string, partition: string): string {
  return `${table}__${partition}`.slice(0, 64);
}
