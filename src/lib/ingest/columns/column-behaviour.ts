import { type RowBuffer, createRowBuffer } from '../encode/row-buffer.ts';
import { type ValueRule, Verdict } from './value-rule.ts';

/**
 * Checks the bytes of one value and appends its cleansed form to the row. Returns a verdict; on one with
 * CANNOT_STORE whatever was appended is void, and the caller takes it back.
 */
export interface CellWriter {
  (source: Buffer, start: number, end: number, out: RowBuffer): number;
}

/** What a column type makes of one column's description. */
export interface ColumnBehaviour {
  /** The type of the staging column, without NULL or NOT NULL. */
  readonly sqlType: string;
  readonly write: CellWriter;
  /** What was expected, to follow the value in a sentence: `is not a whole number`. */
  readonly explain: (rule: ValueRule) => string | undefined;
}

/** A default in the form of a row's value; undefined where it breaks a rule of its own column. */
export function encodeDefault(behaviour: ColumnBehaviour, text: string): Buffer | undefined {
  const out = createRowBuffer(Buffer.alloc(64));
  const source = Buffer.from(text);
  const verdict = behaviour.write(source, 0, source.length, out);
  return verdict === Verdict.OK ? Buffer.from(out.bytes.subarray(0, out.length)) : undefined;
}
