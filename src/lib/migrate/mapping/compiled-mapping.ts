import type { ColumnFacts } from '../types/column-facts.ts';
import type { DocumentType } from '../types/document-type.ts';
import type { IndexSpec } from './index-spec.ts';

/** A column, or an expression over one row, and the field that it becomes. */
export interface MappedColumn {
  /** Of a computed field: what MariaDB makes of its expression, under the name `=FIELD`, which no column has. */
  readonly column: ColumnFacts;
  /** `_id`, or the name in the document. */
  readonly field: string;
  readonly type: DocumentType;
  readonly computed?: Computed;
}

export interface Computed {
  /** Over rows of another table: it is not what it was once those have left for the archive. */
  readonly isAggregate: boolean;
  /** SQL over the row of the table with this alias. */
  readonly sql: (alias: string, database: string) => string;
}

/** A column of an embedded table that equals one of its parent: it is not repeated in the document. */
export interface InheritedColumn {
  readonly column: ColumnFacts;
  readonly parentColumn: string;
  readonly type: DocumentType;
}

export type Guard =
  { readonly action: 'redact' | 'year' | 'month' } | { readonly action: 'token'; readonly domain: string };

/** Personal data that is replaced. It is in no digest that MariaDB makes: the client checks it. */
export interface GuardedColumn {
  readonly column: ColumnFacts;
  readonly field: string;
  readonly guard: Guard;
  /** The text of the column, made by MariaDB. */
  readonly text: (column: string) => string;
}

export interface SortColumn {
  readonly column: string;
  readonly direction: 1 | -1;
}

/** One table of a collection: the root, or rows embedded in those of its parent. */
export interface Level {
  readonly table: string;
  /** Where it is in the parent's document; empty for the root. */
  readonly field: string;
  readonly kind: 'root' | 'document' | 'array';
  readonly inherited: readonly InheritedColumn[];
  readonly columns: readonly MappedColumn[];
  readonly guarded: readonly GuardedColumn[];
  readonly nulls: 'keep' | 'omit';
  /** Columns of the primary key that tell the rows of one parent apart, in its order. */
  readonly order: readonly string[];
  /** How elements are sorted; the columns of `order` are among them. */
  readonly sort: readonly SortColumn[];
  /** A subset: so many elements at most. */
  readonly top: number | null;
  /** Several parents may have the same row, as an extended reference. */
  readonly isShared: boolean;
  /** The index by which rows are found; for people. */
  readonly index: string;
  readonly children: readonly Level[];
}

/** A field with the _id of a document of another collection. */
export interface Reference {
  readonly field: string;
  readonly column: string;
  readonly collection: string;
}

export interface Expiry {
  readonly field: string;
  readonly column: string;
  readonly seconds: number;
}

export interface CompiledCollection {
  readonly name: string;
  readonly root: Level;
  /** Column of the root that becomes `_id`. */
  readonly key: string;
  readonly indexes: readonly IndexSpec[];
  readonly references: readonly Reference[];
  readonly validator: 'error' | 'warn' | 'none';
  /** What becomes of roots with `archived_at`; null if the root has no such column. */
  readonly archive: 'keep' | 'mark' | 'delete' | null;
  /** Its TTL index: what is past it may be gone at any time. */
  readonly expiry: Expiry | null;
  /** Columns that are left out as personal data, as `table.column`. */
  readonly dropped: readonly string[];
  /** Columns that are left out otherwise, as `table.column`. */
  readonly omitted: readonly string[];
  /** Personal data that is replaced, as `table.column (action)`. */
  readonly replaced: readonly string[];
  /** Personal data that is taken over on purpose, as `table.column`. */
  readonly kept: readonly string[];
}

/** Every level of a collection, the root first. */
export function levelsOf(level: Level): Level[] {
  return [level, ...level.children.flatMap((child) => levelsOf(child))];
}

/** True if documents of roots that left for the archive stay as they were. */
export function freezes({ archive }: CompiledCollection): boolean {
  return archive === 'keep' || archive === 'mark';
}

/** Columns that are not in the documents as they are in the tables. */
export function notCovered({ dropped, omitted }: CompiledCollection): string[] {
  return [...dropped, ...omitted];
}
