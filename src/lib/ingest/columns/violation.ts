import type { StructuralRule } from '../records/structural-problem.ts';
import type { ValueRule } from './value-rule.ts';

export type RuleName = StructuralRule | ValueRule;

/** One rule that a record breaks, and what follows from it. */
export interface Violation {
  readonly rule: RuleName;
  /** The staging column; undefined where the record as a whole is at fault. */
  readonly column: string | undefined;
  /** Place of the field in the file, from 0. */
  readonly field: number;
  /** null and warn: the record is loaded, and a warning is to be counted. */
  readonly action: 'reject' | 'null' | 'warn';
  /** A sentence for people; it may quote the value. */
  readonly reason: string;
  /** Where the field, or the faulty byte in it, is in the file. */
  readonly byteOffset: number;
}
