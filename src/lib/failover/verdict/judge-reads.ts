import type { ReadResult } from '../client/elsewhere-reader.ts';

/** What the reads of the clients say; those that no member answered say nothing. */
export interface ReadsVerdict {
  /** That were answered. */
  readonly done: number;
  readonly unanswered: number;
  /** An acknowledged write was not there. */
  readonly stale: readonly ReadResult[];
  /** No history ends in what was read. */
  readonly impossible: readonly ReadResult[];
}

/** Pure. */
export function judgeReads(reads: readonly ReadResult[]): ReadsVerdict {
  const those = (wanted: ReadResult['outcome']) => reads.filter(({ outcome }) => outcome === wanted);
  const unanswered = those('unknown').length;
  return {
    done: reads.length - unanswered,
    unanswered,
    stale: those('stale'),
    impossible: those('impossible'),
  };
}
