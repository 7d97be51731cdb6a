import type { RecordOrigin } from '../input/input.ts';
import type { Boundary } from '../records/record-view.ts';

/** One rule that one record breaks. */
export interface RecordViolation {
  readonly rule: string;
  /** null where the record as a whole is wrong. */
  readonly column: string | null;
  readonly reason: string;
}

/** A record that is not loaded, with everything needed to find and correct it. */
export interface RejectedRecord {
  readonly recordNumber: number;
  readonly line: number;
  readonly byteOffset: number;
  /** Never empty. */
  readonly violations: readonly RecordViolation[];
  /** The record as it is in the file, without its end mark. */
  readonly raw: Buffer;
}

/** What a rule did to a record: `discard` is a reject that the source declares and the budget does not count. */
export type RuleAction = 'reject' | 'discard' | 'warn';

export interface RuleCount {
  readonly rule: string;
  readonly column: string | null;
  readonly action: RuleAction;
  count: number;
  readonly firstRecord: number;
  readonly firstLine: number;
}

/** A committed chunk of an earlier delivery of a file. Its rows stay in the table. */
export interface EarlierChunk {
  readonly fileId: number;
  readonly no: number;
  readonly firstRecord: number;
  readonly lastRecord: number;
  readonly accepted: number;
  /** Rows of it that wait for their parent. */
  readonly deferred: number;
  /** null: it was loaded before aether kept it. */
  readonly rowsSha256: string | null;
}

/** What a chunk of a corrected file takes over. */
export interface Adopted {
  readonly earlier: EarlierChunk;
  /** The encoded rows of the chunk, those that are in the table already with them. */
  readonly rows: readonly Buffer[];
  /** Rejects of the earlier delivery that are loaded now. */
  readonly corrected: readonly number[];
  /** Rejects of the earlier delivery that --replay has loaded: they are neither compared nor loaded. */
  readonly replayed: readonly number[];
}

/** Part of a file, cut at record boundaries: what one transaction loads. */
export interface Chunk {
  /** From 0; the same file cut with the same size gives the same chunks. */
  readonly no: number;
  readonly start: Boundary;
  readonly end: Boundary;
  readonly parsed: number;
  /** In the table once the chunk is committed. */
  readonly accepted: number;
  /** Encoded rows to load for LOAD DATA; every row ends in the only bare line feed it has. */
  readonly blocks: readonly Buffer[];
  readonly rejects: readonly RejectedRecord[];
  readonly rules: readonly RuleCount[];
  /** It has the records of this chunk of an earlier delivery. */
  readonly earlier?: EarlierChunk | undefined;
  /** Set once the two have been compared. */
  readonly adopted?: Adopted | undefined;
  /** Set for a table with a foreign key to itself. */
  readonly family?: Family | undefined;
  /** Set for a corrected file of rejects. */
  readonly replay?: ReplayedRecords | undefined;
}

/** The records of a part of a corrected file of rejects. */
export interface ReplayedRecords {
  /** The rejects that they are of, by record. */
  readonly origins: ReadonlyMap<number, RecordOrigin>;
  /** Not loaded, as another file has loaded a corrected version. */
  readonly skipped: readonly RejectedRecord[];
}

/** What the rows of a chunk have to do with each other, if its table refers to itself. */
export interface Family {
  /** The rows in the order of the file; the chunk's own blocks have parents first, and leave out those that wait. */
  readonly rows: readonly Buffer[];
  /** Rows that wait for their parent, by record. */
  readonly deferred: ReadonlyMap<number, Buffer>;
  /** The rows here that a row may need, by record. */
  readonly parents: ReadonlyMap<number, readonly number[]>;
}

/** How many records of a chunk wait for their parent. */
export function deferredOf({ family, adopted }: Chunk): number {
  return (family?.deferred.size ?? 0) + (adopted?.earlier.deferred ?? 0);
}

/** How many records of a chunk its rows do not have. */
export function rejectedOf({ rejects, adopted, replay }: Chunk): number {
  return rejects.length + (adopted?.replayed.length ?? 0) + (replay?.skipped.length ?? 0);
}
