import { createDecoder } from '../records/decoder.ts';
import { createRecordScanner, type RecordScanner } from '../records/record-scanner.ts';
import { readInput } from './open-input.ts';
import type { OpenedInput } from './opened-input.ts';
import { createSourceWindow } from './source-window.ts';

/** A scanner that has been fed one more block; take its records before asking for the next block. */
export interface FedScanner extends RecordScanner {
  /** No more blocks follow. */
  readonly isFinished: boolean;
  /** A copy of the record's bytes as they stand in the file, in its own encoding, without the end mark. */
  rawRecord(): Buffer;
}

/** Reads a file block by block through its decompression and decoding; the header is passed over. */
export async function* readRecordBlocks(input: OpenedInput, signal: AbortSignal): AsyncGenerator<FedScanner> {
  const { dialect } = input.spec;
  const decoder = createDecoder(input.encoding.name);
  const scanner = createRecordScanner(dialect, {
    expectedFields: input.fieldCount,
    sourceLength: decoder?.sourceLength,
    start: { byteOffset: input.bomBytes, line: 1, recordNumber: dialect.header ? 0 : 1 },
  });
  const { record } = scanner;
  const source = createSourceWindow(input.bomBytes, 2 * dialect.max_record_bytes);
  const rawRecord = (): Buffer => {
    const { buffer, start, end, byteOffset } = record;
    if (decoder === undefined) return Buffer.from(buffer.subarray(start, end));
    return source.read(byteOffset, decoder.sourceLength(buffer, start, end));
  };
  let headerIsDue = dialect.header;
  let skip = input.bomBytes;
  const fed = (isFinished: boolean): FedScanner => {
    if (headerIsDue && scanner.next()) headerIsDue = false;
    return { ...scanner, isFinished, rawRecord };
  };
  for await (const block of readInput(input.file, signal)) {
    const content = skip === 0 ? block : block.subarray(skip);
    skip = Math.max(0, skip - block.length);
    if (decoder === undefined) {
      scanner.feed(content);
    } else {
      source.forgetBefore(scanner.boundary().byteOffset);
      source.append(content);
      scanner.feed(decoder.decode(content));
    }
    yield fed(false);
  }
  const rest = decoder?.finish();
  if (rest !== undefined) scanner.feed(rest);
  scanner.finish();
  yield fed(true);
}
