import type { ColumnFacts } from '../types/column-facts.ts';
import type { DocumentType } from '../types/document-type.ts';

/** A column and the field that it becomes. */
export interface MappedColumn {
  readonly column: ColumnFacts;
  /** `_id`, or the name in the document. */
  readonly field: string;
  readonly type: DocumentType;
}

/** A column of an embedded table that equals one of its parent: it is not repeated in the document. */
export interface InheritedColumn {
  readonly column: ColumnFacts;
  readonly parentColumn: string;
  readonly type: DocumentType;
}

/** One table of a collection: the root, or rows embedded in those of its parent. */
export interface Level {
  readonly table: string;
  /** Where it is in the parent's document; empty for the root. */
  readonly field: string;
  readonly kind: 'root' | 'document' | 'array';
  readonly inherited: readonly InheritedColumn[];
  readonly columns: readonly MappedColumn[];
  /** Columns of the primary key that tell the rows of one parent apart, in its order. */
  readonly order: readonly string[];
  /** The index by which rows are found; for people. */
  readonly index: string;
  readonly children: readonly Level[];
}

export interface CompiledCollection {
  readonly name: string;
  readonly root: Level;
  /** Column of the root that becomes `_id`. */
  readonly key: string;
  readonly indexes: readonly { readonly keys: Readonly<Record<string, 1 | -1>>; readonly unique: boolean }[];
  /** Columns that are left out as personal data, as `table.column`. */
  readonly dropped: readonly string[];
  /** Personal data that is taken over on purpose, as `table.column`. */
  readonly kept: readonly string[];
}

/** Every level of a collection, the root first. */
export function levelsOf(level: Level): Level[] {
  return [level, ...level.children.flatMap((child) => levelsOf(child))];
}
