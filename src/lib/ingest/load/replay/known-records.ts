import type { RecordOrigin } from '../../input/input.ts';

/** What the ledger knows of the records of a corrected file of rejects, by number, in the order of the file. */
export interface KnownRecords {
  /** Their rejects are loaded by another replay or delivery. */
  readonly loaded: ReadonlyMap<number, RecordOrigin>;
  /** Their rejects are not of this file of the source: they come from another ledger, or an editor has changed the number. */
  readonly strangers: ReadonlySet<number>;
}

export const NOTHING_KNOWN: KnownRecords = { loaded: new Map(), strangers: new Set() };
