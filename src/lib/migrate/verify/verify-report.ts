import type { Verified } from './verify-collection.ts';
import type { Difference } from './verify-work.ts';

export interface VerifyReport {
  readonly run: string;
  readonly is_published: boolean;
  readonly server: string;
  readonly target: TargetFacts;
  /** The version of MariaDB, as the server says it. */
  readonly source_server: string;
  /** Of the snapshot that the documents were compared with; null without a binary log. */
  readonly position: string | null;
  readonly gtid: string | null;
  readonly documents: number;
  readonly rows: number;
  readonly differences: readonly Difference[];
  readonly collections: readonly (Verified & { readonly stored_as: string })[];
  /** Columns that are not in the documents, and so not compared. */
  readonly not_covered: readonly string[];
  /** Personal data that is replaced, each with how; compared in this process. */
  readonly replaced: readonly string[];
}

/** The server of the documents. */
export interface TargetFacts {
  readonly server: string;
  readonly is_stand_in: boolean;
  readonly replica_set: string | null;
  readonly database: string;
}
