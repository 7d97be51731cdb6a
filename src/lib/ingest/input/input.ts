import type { BoundColumn } from '../columns/bind-columns.ts';
import type { FileEncoding } from '../records/file-encoding.ts';
import type { Lookups } from '../columns/value-checks.ts';
import type { RecordView } from '../records/record-view.ts';
import type { FileSpec } from '../source/source-schema.ts';
import type { InputFile } from './find-files.ts';

/** The reject that a record of a corrected file of rejects is of: a record of another file. */
export interface RecordOrigin {
  readonly fileId: number;
  readonly record: number;
}

/** An input that has been looked at and found to be what the source describes. */
export interface Input {
  readonly file: InputFile;
  readonly spec: FileSpec;
  readonly columns: readonly BoundColumn[];
  /** How many fields a record has; 0 where the source does not tell. */
  readonly fieldCount: number;
  /** What is worth telling about a header that fits, though not exactly. */
  readonly headerNotes: readonly string[];
  readonly bomBytes: number;
  /** The header as it is in the file, for the file of rejects. */
  readonly header: Buffer | null;
  readonly encoding: FileEncoding;
  readonly lookups: Lookups;
  /** Set for a corrected file of rejects; gives undefined for a record that does not say it. */
  readonly originOf?: ((record: RecordView) => RecordOrigin | undefined) | undefined;
}
