import type { Boundary } from '../records/record-view.ts';

/** One rule that one record breaks. */
export interface RecordViolation {
  readonly rule: string;
  /** null where the record as a whole is wrong. */
  readonly column: string | null;
  readonly reason: string;
}

/** A record that is not loaded, with everything needed to find and mend it. */
export interface RejectedRecord {
  readonly recordNumber: number;
  readonly line: number;
  readonly byteOffset: number;
  /** Never empty. */
  readonly violations: readonly RecordViolation[];
  /** The record as it stands in the file, without its end mark. */
  readonly raw: Buffer;
}

/** What a rule did to a record: `discard` is a reject that the source declares and the budget does not count. */
export type RuleAction = 'reject' | 'discard' | 'warn';

export interface RuleCount {
  readonly rule: string;
  readonly column: string | null;
  readonly action: RuleAction;
  count: number;
  readonly firstRecord: number;
  readonly firstLine: number;
}

/** Part of a file, cut at record boundaries: what one transaction loads. */
export interface Chunk {
  /** From 0; the same file cut with the same size gives the same chunks. */
  readonly no: number;
  readonly start: Boundary;
  readonly end: Boundary;
  readonly parsed: number;
  readonly accepted: number;
  /** Encoded rows for LOAD DATA; every row ends in the only bare line feed it has. */
  readonly blocks: readonly Buffer[];
  readonly rejects: readonly RejectedRecord[];
  readonly rules: readonly RuleCount[];
}
