import type { SourceLocation } from '../core/errors.ts';
import type { Databases } from '../infra/config/databases.ts';
import type { StatementClass } from './script/classify-statement.ts';

/** One statement of a migration file: the unit that runs, is recorded and is resumed. */
export interface MigrationStatement {
  /** 1-based place in its file; the ledger's key together with the version. */
  readonly stepNo: number;
  readonly text: string;
  /** SHA-256 of the text, in hex. */
  readonly checksum: string;
  readonly location: SourceLocation;
  readonly kind: StatementClass;
}

/** One file of sql/migrations. */
export interface Migration {
  /** The number that the file's name starts with: `0003`. */
  readonly version: string;
  /** `0003_orders.sql` */
  readonly fileName: string;
  readonly database: keyof Databases;
  readonly checksum: string;
  readonly statements: readonly MigrationStatement[];
}

/** What the ledger says of a migration. */
export interface LedgerMigration {
  readonly version: string;
  readonly name: string;
  readonly checksum: string;
  readonly state: 'started' | 'applied';
  readonly steps: readonly LedgerStatement[];
}

/**
 * What the ledger says of a statement: `failed` had no effect; `started` without an end means that its run died inside
 * it, or with an `error` that the server refused it and a part of it may have taken effect.
 */
export interface LedgerStatement {
  readonly stepNo: number;
  readonly checksum: string;
  /** Its class, as when it ran. */
  readonly kind: string;
  readonly state: 'started' | 'failed' | 'done';
  /** What the server answered when it refused the statement. */
  readonly error: string | null;
  /** The objects' fingerprint before the statement, to tell later whether it took effect. */
  readonly beforeFingerprint: string | null;
  /** The server of the session that ran it, as `describeEndpoint` calls it, and the session's thread id there. */
  readonly server: string;
  readonly connectionId: string;
}
