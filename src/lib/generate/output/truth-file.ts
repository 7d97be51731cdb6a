import type { Chunk } from '../chunks/make-chunk.ts';
import type { HashedFile } from './hashed-file.ts';

/** One line of truth.ndjson: a defective record, and what must be said about it. */
export interface TruthEntry {
  readonly file: string;
  /** From 1; the header is none. */
  readonly record: number;
  /** Of the file, from 1, on which the record begins. */
  readonly line: number;
  readonly kind: string;
  readonly rule: string;
  readonly column: string | null;
}

/** Writes down the defects of one file as its chunks come, and so turns places in a chunk into places in the file. */
export interface TruthOfFile {
  add(chunk: Chunk): Promise<number>;
}

export function truthOfFile(truth: HashedFile, file: string): TruthOfFile {
  let records = 0;
  let lines = 1;
  return {
    async add(chunk) {
      const entries = chunk.flaws.map(({ recordsBefore, linesBefore, kind, rule, column }): TruthEntry => ({
        file,
        record: records + recordsBefore + 1,
        line: lines + linesBefore + 1,
        kind,
        rule,
        column,
      }));
      records += chunk.rows;
      lines += chunk.lines;
      await truth.write(Buffer.from(entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')));
      return entries.length;
    },
  };
}
