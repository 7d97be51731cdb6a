import type { EventSink } from '../../core/events.ts';
import type { Input } from '../input/input.ts';
import { openRecordLocator, type RecordLocator } from './locate-records.ts';

/** Opens files again, to find text and place of their records for the reject table. */
export interface FileRecords {
  /** Says which input of this run a file of the ledger is. */
  know(fileId: number, input: Input): void;
  open(fileId: number): Promise<RecordLocator>;
}

/** Gives the input of a file of an earlier run, undefined where it is not to be had any more. */
export type Reopen = (fileId: number) => Promise<Input | undefined>;

/**
 * Opens the files of this run, and of earlier runs as long as these lie where they lay. Of records of others only the
 * number is known, and a note says so.
 */
export function recordsByFile(
  { emit, signal }: { readonly emit: EventSink; readonly signal: AbortSignal },
  reopen: Reopen,
): FileRecords {
  const known = new Map<number, Input | undefined>();
  const inputOf = async (fileId: number): Promise<Input | undefined> => {
    if (known.has(fileId)) return known.get(fileId);
    const input = await reopen(fileId);
    known.set(fileId, input);
    const message = `file ${fileId} of an earlier run is gone: of records that are rejected now only the number is kept`;
    if (input === undefined) emit({ type: 'note', level: 'warn', message });
    return input;
  };
  return {
    know: (fileId, input) => known.set(fileId, input),
    open: async (fileId) => {
      const input = await inputOf(fileId);
      return input === undefined ? NUMBERS_ONLY : openRecordLocator(input, signal);
    },
  };
}

const NUMBERS_ONLY: RecordLocator = {
  find: async (wanted) =>
    Array.from(wanted, ([recordNumber, violations]) => ({
      recordNumber,
      line: 0,
      byteOffset: 0,
      violations,
      raw: Buffer.alloc(0),
    })),
  [Symbol.asyncDispose]: async () => {},
};
