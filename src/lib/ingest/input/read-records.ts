import { createDecoder } from '../records/create-decoder.ts';
import { createRecordScanner, type RecordScanner } from '../records/record-scanner.ts';
import type { Boundary } from '../records/record-view.ts';
import { readContent } from './read-content.ts';
import type { Input } from './input.ts';
import { createSourceWindow } from './source-window.ts';

/** A scanner that has been fed one more block; take its records before asking for the next block. */
export interface FedScanner extends RecordScanner {
  /** No more blocks follow. */
  readonly isFinished: boolean;
  /** A copy of the record's bytes as they is in the file, in its own encoding, without the end mark. */
  rawRecord(): Buffer;
}

/**
 * Reads a file block by block through its decompression and decoding: all its records, the header passed over, or those
 * from a boundary on.
 */
export async function* readRecordBlocks(
  input: Input,
  signal: AbortSignal,
  from?: Boundary,
): AsyncGenerator<FedScanner> {
  const { dialect } = input.spec;
  const start = from ?? { byteOffset: input.bomBytes, line: 1, recordNumber: dialect.header ? 0 : 1 };
  const decoder = createDecoder(input.encoding.name);
  const scanner = createRecordScanner(dialect, {
    expectedFields: input.fieldCount,
    sourceLength: decoder?.sourceLength,
    start,
  });
  const { record } = scanner;
  const source = createSourceWindow(start.byteOffset, 2 * dialect.max_record_bytes);
  const rawRecord = (): Buffer => {
    const { buffer, start, end, byteOffset } = record;
    if (decoder === undefined) return Buffer.from(buffer.subarray(start, end));
    return source.read(byteOffset, decoder.sourceLength(buffer, start, end));
  };
  let headerIsDue = start.recordNumber === 0;
  const fed = (isFinished: boolean): FedScanner => {
    if (headerIsDue && scanner.next()) headerIsDue = false;
    return { ...scanner, isFinished, rawRecord };
  };
  for await (const block of readContent(input.file, signal, start.byteOffset)) {
    if (decoder === undefined) {
      scanner.feed(block);
    } else {
      source.forgetBefore(scanner.boundary().byteOffset);
      source.append(block);
      scanner.feed(decoder.decode(block));
    }
    yield fed(false);
  }
  const rest = decoder?.finish();
  if (rest !== undefined) scanner.feed(rest);
  scanner.finish();
  yield fed(true);
}
