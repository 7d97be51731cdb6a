/** What stands in a column, and so what can be wrong with it. */
export type ColumnKind =
  /** A number or code of our own form: O-0000001234. */
  | 'code'
  /** Other ASCII text, such as a postcode. */
  | 'ascii'
  | 'text'
  /** One of a few words. */
  | 'choice'
  | 'flag'
  /** A whole number, never negative. */
  | 'integer'
  /** With two decimals, never negative. */
  | 'money'
  | 'time'
  | 'day'
  | 'json';

export interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly isRequired: boolean;
  /** The most characters that the database takes. */
  readonly maxChars: number | undefined;
}

export function required(name: string, kind: ColumnKind, maxChars?: number): Column {
  return { name, kind, isRequired: true, maxChars };
}

export function optional(name: string, kind: ColumnKind, maxChars?: number): Column {
  return { name, kind, isRequired: false, maxChars };
}
