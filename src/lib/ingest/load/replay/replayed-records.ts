import type { Input, RecordOrigin } from '../../input/input.ts';
import type { FedScanner } from '../../input/read-records.ts';
import { Problem } from '../../records/structural-problem.ts';
import type { RejectedRecord, ReplayedRecords } from '../chunk.ts';
import type { RuleCounter } from '../rule-counts.ts';
import type { KnownRecords } from './known-records.ts';

/** Counts records of a replay that are loaded already. */
export const REPLAYED_RULE = 'replayed';

/** Rejects a record of a replay that does not say which reject it is of. */
export const NO_ORIGIN_RULE = 'no_origin';

const NO_ORIGIN = {
  rule: NO_ORIGIN_RULE,
  column: 'aether_record',
  reason:
    'aether_file and aether_record do not name a reject of this file: copy them from the record that this one was a part of',
};

interface Found {
  readonly rejects: RejectedRecord[];
  readonly rules: RuleCounter;
}

/** What a part of a corrected file of rejects has of records that are not simply loaded. */
export interface RecordsOfReplay {
  readonly records: ReplayedRecords;
  /** Whether a record is not to be loaded; then it has been counted. */
  takes(scanner: FedScanner, found: Found): boolean;
}

/**
 * Keeps which rejects the records are of. In a table without staging a record that does not say it is rejected: nothing
 * would show that it is loaded, if it came again.
 */
export function createReplayedRecords(
  { originOf, spec }: Pick<Input, 'originOf' | 'spec'>,
  { loaded, strangers }: KnownRecords,
): RecordsOfReplay {
  const origins = new Map<number, RecordOrigin>();
  const skipped: RejectedRecord[] = [];
  return {
    records: { origins, skipped },
    takes(scanner, { rejects, rules }) {
      const { recordNumber, line, byteOffset, problem } = scanner.record;
      const place = { recordNumber, line, byteOffset };
      const origin = strangers.has(recordNumber) ? undefined : originOf?.(scanner.record);
      const count = (rule: string, column: string | null, action: 'reject' | 'discard') =>
        rules.add({ rule, column, action, record: recordNumber, line });
      if (origin !== undefined && loaded.has(recordNumber)) {
        const reason = `a corrected version of record ${origin.record} of file ${origin.fileId} is loaded already`;
        const violations = [{ rule: REPLAYED_RULE, column: null, reason }];
        skipped.push({ ...place, violations, raw: scanner.rawRecord() });
        count(REPLAYED_RULE, null, 'discard');
        return true;
      }
      if (origin !== undefined) origins.set(recordNumber, origin);
      if (origin !== undefined || spec.into === undefined || problem !== Problem.NONE) return false;
      rejects.push({ ...place, violations: [NO_ORIGIN], raw: scanner.rawRecord() });
      count(NO_ORIGIN_RULE, NO_ORIGIN.column, 'reject');
      return true;
    },
  };
}
