import type { OpenedInput } from '../input/opened-input.ts';
import { readRecordBlocks } from '../input/read-records.ts';
import type { RecordViolation, RejectedRecord } from './chunk.ts';

/**
 * Reads a file again to find the text and place of some of its records, by number. Used for the few that only the
 * server refuses: keeping the text of all records until then would cost memory for nothing.
 */
export async function locateRecords(
  input: OpenedInput,
  wanted: ReadonlyMap<number, readonly RecordViolation[]>,
  signal: AbortSignal,
): Promise<RejectedRecord[]> {
  const found: RejectedRecord[] = [];
  for await (const scanner of readRecordBlocks(input, signal)) {
    while (scanner.next()) {
      const { record } = scanner;
      const violations = wanted.get(record.recordNumber);
      if (violations === undefined) continue;
      found.push({
        recordNumber: record.recordNumber,
        line: record.line,
        byteOffset: record.byteOffset,
        violations,
        raw: scanner.rawRecord(),
      });
    }
    if (found.length === wanted.size) break;
  }
  return found;
}
