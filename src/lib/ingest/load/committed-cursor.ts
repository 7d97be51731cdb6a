import type { RecordView } from '../records/record-view.ts';
import { type CommittedRange, otherBytes } from './chunk-ledger.ts';

/** Goes through the committed chunks of a file beside its records, in the order of the file. */
export interface CommittedCursor {
  /** Whether a record, later than the last one asked for, is in a committed chunk; throws LOAD_REFUSED if a part of it is. */
  covers(record: Pick<RecordView, 'byteOffset' | 'byteLength'>): boolean;
  /** A number for the next chunk to load, which no other one of the file has. */
  takeNo(): number;
}

/**
 * Chunks are cut as in the run that committed some of them, but for what has changed meanwhile: with fewer rejects a
 * chunk grows beyond the start of a committed one, and with more rejects there are more chunks than numbers for them.
 */
export function createCommittedCursor(committed: readonly CommittedRange[]): CommittedCursor {
  const ranges = committed.toSorted((left, right) => left.byteStart - right.byteStart);
  const taken = new Set(committed.map(({ no }) => no));
  let at = 0;
  let nextNo = 0;
  return {
    covers({ byteOffset, byteLength }) {
      let range = ranges[at];
      while (range !== undefined && range.byteEnd <= byteOffset) {
        nextNo = range.no + 1;
        at += 1;
        range = ranges[at];
      }
      const end = byteOffset + byteLength;
      if (range === undefined || end <= range.byteStart) return false;
      if (byteOffset < range.byteStart || end > range.byteEnd) throw otherBytes(byteOffset, end);
      return true;
    },
    takeNo() {
      while (taken.has(nextNo)) nextNo += 1;
      taken.add(nextNo);
      return nextNo;
    },
  };
}
