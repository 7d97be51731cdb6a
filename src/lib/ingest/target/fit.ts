import type { KeepsValue } from '../columns/cell-fit.ts';
import type { ColumnSpec } from '../columns/column-spec.ts';
import type { StoredType } from './stored-type.ts';

/** What becomes of the values of a source's column in a column of a table. */
export type Fit =
  /** All are kept, or refused aloud by the server, which the load takes for rejects. */
  | { readonly kind: 'kept'; readonly isNumber?: boolean }
  /** A record whose value would be changed is rejected. */
  | { readonly kind: 'checked'; readonly keeps: KeepsValue }
  /** The pair means nothing, or nearly every value would be changed. */
  | { readonly kind: 'refused'; readonly wayOut: string };

/** The rule of one family of column types. */
export interface FitRule {
  (spec: ColumnSpec, stored: StoredType): Fit;
}

export const KEPT: Fit = { kind: 'kept' };

export function checked(keeps: KeepsValue): Fit {
  return { kind: 'checked', keeps };
}

export function refused(wayOut: string): Fit {
  return { kind: 'refused', wayOut };
}

/** Texts: what is loaded as the characters that is in the file. */
export function isText({ type }: ColumnSpec): boolean {
  return type === 'text' || type === 'enum' || type === 'json';
}
