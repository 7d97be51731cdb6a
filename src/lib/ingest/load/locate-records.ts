import type { Input } from '../input/input.ts';
import { type FedScanner, readRecordBlocks } from '../input/read-records.ts';
import type { Boundary } from '../records/record-view.ts';
import type { RecordViolation, RejectedRecord } from './chunk.ts';

/** What is wrong with records, by their numbers. */
export type Violations = ReadonlyMap<number, readonly RecordViolation[]>;

/** Reads a file again, forwards only, to find the text and place of some of its records. */
export interface RecordLocator extends AsyncDisposable {
  /** The records of these numbers, all of which come after those asked for before; what the file lacks is left out. */
  find(violations: Violations): Promise<RejectedRecord[]>;
}

/**
 * Opens a reader, at a boundary or at the start, for the records that only the server refuses: keeping the text of all
 * records until then would cost memory for nothing.
 */
export function openRecordLocator(input: Input, signal: AbortSignal, from?: Boundary): RecordLocator {
  const blocks = readRecordBlocks(input, signal, from);
  let scanner: FedScanner | undefined;
  const nextRecord = async (): Promise<FedScanner | undefined> => {
    while (scanner?.next() !== true) {
      const block = await blocks.next();
      if (block.done === true) return undefined;
      scanner = block.value;
    }
    return scanner;
  };
  return {
    find: async (wanted) => {
      const found: RejectedRecord[] = [];
      while (found.length < wanted.size) {
        const at = scanner?.next() === true ? scanner : await nextRecord();
        if (at === undefined) break;
        const { recordNumber, line, byteOffset } = at.record;
        const violations = wanted.get(recordNumber);
        if (violations === undefined) continue;
        found.push({ recordNumber, line, byteOffset, violations, raw: at.rawRecord() });
      }
      return found;
    },
    [Symbol.asyncDispose]: async () => {
      await blocks.return(undefined);
    },
  };
}
