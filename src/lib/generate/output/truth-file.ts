import type { Chunk } from '../chunks/make-chunk.ts';
import type { HashedFile } from './hashed-file.ts';

/** One line of truth.ndjson: a defective record, and what must be said about it. */
export interface TruthEntry {
  readonly file: string;
  /** From 1; the header is none. */
  readonly record: number;
  /** Of the file, from 1, on which the record begins. */
  readonly line: number;
  /** How many lines it takes: more than one where a text in it has line breaks. */
  readonly lines: number;
  readonly kind: string;
  readonly rule: string;
  readonly column: string | null;
}

/** Writes down the defects of one file as its chunks come, and so turns places in a chunk into places in the file. */
export interface TruthOfFile {
  add(chunk: Chunk): Promise<number>;
}

export function truthOfFile(truth: HashedFile, file: string): TruthOfFile {
  let recordsBefore = 0;
  // The header.
  let linesBefore = 1;
  return {
    async add(chunk) {
      const entries = chunk.flaws.map((flaw): TruthEntry => ({
        file,
        record: recordsBefore + flaw.recordsBefore + 1,
        line: linesBefore + flaw.linesBefore + 1,
        lines: flaw.lines,
        kind: flaw.kind,
        rule: flaw.rule,
        column: flaw.column,
      }));
      recordsBefore += chunk.rows;
      linesBefore += chunk.lines;
      await truth.write(Buffer.from(entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')));
      return entries.length;
    },
  };
}
