import type { StoredType } from '../target/stored-type.ts';

/** What becomes of the values of a select in a column of its target. */
export type SelectedFit =
  /** Each is kept, or refused aloud by the server in strict mode. */
  | { readonly kind: 'kept' }
  /** Known row by row: an SQL condition that holds where the column's value `w` is still the selected value `r`. */
  | { readonly kind: 'compared'; readonly isSame: (w: string, r: string) => string }
  | { readonly kind: 'refused'; readonly wayOut: string };

/** The rule of one family of target types. */
export interface SelectedRule {
  (selected: StoredType, target: StoredType): SelectedFit;
}

const WHOLE = ['tinyint', 'smallint', 'mediumint', 'int', 'bigint', 'year'];
const TEXTS = ['char', 'varchar', 'tinytext', 'text', 'mediumtext', 'longtext', 'enum', 'set'];
const BYTES = ['binary', 'varbinary', 'tinyblob', 'blob', 'mediumblob', 'longblob'];

export const isWhole = ({ base }: StoredType) => WHOLE.includes(base);
export const isExact = (type: StoredType) => isWhole(type) || type.base === 'decimal';
export const isFloating = ({ base }: StoredType) => base === 'float' || base === 'double';
export const isTexts = ({ base }: StoredType) => TEXTS.includes(base);
export const isBytes = ({ base }: StoredType) => BYTES.includes(base);
export const isTimestamp = ({ base }: StoredType) => base === 'datetime' || base === 'timestamp';

export const KEPT: SelectedFit = { kind: 'kept' };

export function compared(isSame: (w: string, r: string) => string): SelectedFit {
  return { kind: 'compared', isSame };
}

export function refused(wayOut: string): SelectedFit {
  return { kind: 'refused', wayOut };
}

/** Bytes of a text, so that neither case, accents nor spaces are passed over. */
export function exactText(column: string): string {
  return `CAST(CONVERT(${column} USING utf8mb4) AS BINARY)`;
}
