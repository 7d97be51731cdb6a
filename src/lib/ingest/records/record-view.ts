import type { Problem } from './structural-problem.ts';

/** Bits of `fieldFlags`. */
export const FieldFlag = {
  /** The field stood in quotes; its start and end are inside them. */
  QUOTED: 1,
  /** It holds doubled quotes or escapes and must go through `unescapeField`. */
  ESCAPED: 2,
} as const;

/** No table has more columns; fields beyond are counted, their positions are not kept. */
export const MAX_FIELDS = 4096;

/** File bytes that a range of scanned bytes came from; needed only where the file is not UTF-8. */
export type SourceLength = (buffer: Buffer, start: number, end: number) => number;

/**
 * One record, lent to the caller: the same object shows every record in turn, valid until the scanner's
 * next call of `next` or `feed`. Positions are indexes into `buffer`.
 */
export interface RecordView {
  readonly buffer: Buffer;
  readonly start: number;
  /** Behind the last byte of the record, its end mark not included. */
  readonly end: number;
  /** As found in the file; positions are kept of the first MAX_FIELDS. 0 where a record had to be cut. */
  readonly fieldCount: number;
  /** What the caller asked for; 0 for any number. */
  readonly expectedFields: number;
  readonly fieldStart: Int32Array;
  readonly fieldEnd: Int32Array;
  readonly fieldFlags: Uint8Array;
  /** From 1; a header is record 0. Empty lines have no number. */
  readonly recordNumber: number;
  /** The physical line on which the record starts, from 1: LF counts, so does a CR alone that ends a record. */
  readonly line: number;
  /** Where the record starts in the file. */
  readonly byteOffset: number;
  /** Bytes in the file from here to the next record; far more than `end - start` where a long record was cut. */
  readonly byteLength: number;
  readonly problem: Problem;
  /** The field, from 0, and the position in `buffer` to which `problem` belongs. */
  readonly problemField: number;
  readonly problemAt: number;
}

/** A point between two records, from which a file can be read on. */
export interface Boundary {
  readonly byteOffset: number;
  readonly line: number;
  readonly recordNumber: number;
}
