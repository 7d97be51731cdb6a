import type { EventSink } from '../core/events.ts';
import type { OpenedInput } from './input/opened-input.ts';
import type { RecordViolation, RejectedRecord } from './load/chunk.ts';
import { locateRecords } from './load/locate-records.ts';
import type { LocateRecords } from './transform/steps-session.ts';

/** Gives the input of a file of an earlier run, undefined where it is not to be had any more. */
export type Reopen = (fileId: number) => Promise<OpenedInput | undefined>;

/**
 * Finds records in the files of this run, and of earlier runs as long as these lie where they lay. Of others only the
 * record's number is known, and a note says so.
 */
export function createRecordFinder(
  { emit, signal }: { readonly emit: EventSink; readonly signal: AbortSignal },
  inputs: ReadonlyMap<number, OpenedInput>,
  reopen: Reopen,
): LocateRecords {
  const known = new Map<number, OpenedInput | undefined>(inputs);
  const inputOf = async (fileId: number): Promise<OpenedInput | undefined> => {
    if (known.has(fileId)) return known.get(fileId);
    const input = await reopen(fileId);
    known.set(fileId, input);
    const message = `file ${fileId} of an earlier run is gone: of records that are rejected now only the number is kept`;
    if (input === undefined) emit({ type: 'note', level: 'warn', message });
    return input;
  };
  return async (records, violation) => {
    const found = new Map<number, RejectedRecord[]>();
    for (const fileId of new Set(records.map((record) => record.fileId))) {
      const numbers = records.filter((wanted) => wanted.fileId === fileId).map(({ record }) => record);
      const input = await inputOf(fileId);
      found.set(
        fileId,
        input === undefined
          ? numbersOnly(numbers, violation)
          : await locateRecords(input, new Map(numbers.map((number) => [number, [violation]])), signal),
      );
    }
    return found;
  };
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
