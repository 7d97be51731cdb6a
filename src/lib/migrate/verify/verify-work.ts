import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { MongoSession } from '../../infra/mongo/client.ts';
import type { MigrateKeys } from '../keys/migrate-keys.ts';

/** What the verification of one collection works with. The session on MariaDB has a snapshot open. */
export interface VerifyWork {
  readonly source: MariadbConnection;
  readonly database: string;
  readonly target: MongoSession;
  readonly signal: AbortSignal;
  readonly keys: MigrateKeys | undefined;
  /** How a collection of the mapping is named on the server now. */
  readonly nameOf: (collection: string) => string;
  readonly progress: (documents: number) => void;
}

/** One value that is not the same on both sides. */
export interface Difference {
  readonly collection: string;
  /** The `_id` of the document. */
  readonly id: string;
  /** JSON pointer into the document; empty for the whole of it. */
  readonly pointer: string;
  readonly source: string;
  readonly document: string;
}
