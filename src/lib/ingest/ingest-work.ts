import type { Databases } from '../infra/config/databases.ts';
import type { FileBudgets } from './rejects/file-budgets.ts';
import type { Input } from './input/input.ts';
import type { LedgerFile } from './load/file-ledger.ts';
import type { FileResult } from './report/outcome.ts';
import type { Source } from './source/source-schema.ts';

/** What one run is to do. */
export interface IngestWork {
  readonly source: Source;
  /** Where the source's own file lies, and what it names beside itself. */
  readonly directory: string;
  readonly inputs: readonly Input[];
  readonly budgets: FileBudgets;
  readonly databases: Databases;
  readonly chunkBytes: number;
  /** The one input is a corrected file of rejects. */
  readonly isReplay: boolean;
}

/** A file of this run with its row in the ledger. */
export interface KnownFile {
  readonly input: Input;
  readonly file: LedgerFile;
  /** Decompressed; null where it is not known before the file is read. */
  readonly plainBytes: number | null;
  /** How its row was found: not at all, half loaded, or complete. */
  readonly result: Extract<FileResult, 'loaded' | 'resumed' | 'unchanged'>;
}
