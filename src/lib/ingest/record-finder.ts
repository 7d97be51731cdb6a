import type { OpenedInput } from './input/opened-input.ts';
import type { RecordViolation, RejectedRecord } from './load/chunk.ts';
import { locateRecords } from './load/locate-records.ts';
import type { LocateRecords } from './transform/steps-session.ts';

/** Finds records in the files of this run. Of a file that an earlier run brought only the record's number is known. */
export function createRecordFinder(
  inputs: ReadonlyMap<number, OpenedInput>,
  signal: AbortSignal,
): LocateRecords {
  return async (records, violation) => {
    const found = new Map<number, RejectedRecord[]>();
    for (const fileId of new Set(records.map((record) => record.fileId))) {
      const input = inputs.get(fileId);
      const numbers = records.filter((wanted) => wanted.fileId === fileId).map(({ record }) => record);
      found.set(
        fileId,
        input === undefined ? numbersOnly(numbers, violation) : await find(input, numbers, violation),
      );
    }
    return found;
  };

  async function find(input: OpenedInput, numbers: readonly number[], violation: RecordViolation) {
    return locateRecords(input, new Map(numbers.map((number) => [number, [violation]])), signal);
  }
}

function numbersOnly(numbers: readonly number[], violation: RecordViolation): RejectedRecord[] {
  return numbers.map((recordNumber) => ({
    recordNumber,
    line: 0,
    byteOffset: 0,
    violations: [violation],
    raw: Buffer.alloc(0),
  }));
}
