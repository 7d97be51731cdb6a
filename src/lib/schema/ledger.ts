import { quoteQualified } from '../infra/mariadb/identifiers.ts';
import type { MariadbConnection } from '../infra/mariadb/connection.ts';
import { serverErrno } from '../infra/mariadb/driver-error.ts';
import { describeEndpoint } from '../infra/mariadb/endpoint.ts';
import type { LedgerMigration, LedgerStatement, Migration, MigrationStatement } from './migration.ts';

/** Unknown database, no such table: the ledger has not been made yet. */
const NOT_THERE = new Set([1049, 1146]);

const ERROR_CHARS = 1000;

/** Everything the ledger knows; empty on a server that aether has never touched. */
export async function readLedger(connection: MariadbConnection, meta: string): Promise<LedgerMigration[]> {
  try {
    const migrations = await connection.query<Omit<LedgerMigration, 'steps'>>(
      `SELECT version, name, checksum, state FROM ${quoteQualified(meta, 'migration')} ORDER BY version`,
    );
    const steps = await connection.query<
      Omit<LedgerStatement, 'stepNo'> & { version: string; stepNo: string }
    >(
      `SELECT version, step_no AS stepNo, checksum, kind, state, before_fingerprint AS beforeFingerprint,
              server, connection_id AS connectionId, error
         FROM ${quoteQualified(meta, 'migration_step')} ORDER BY version, step_no`,
    );
    return migrations.map((row) => ({
      ...row,
      steps: steps
        .filter((step) => step.version === row.version)
        .map((step) => ({ ...step, stepNo: Number(step.stepNo) })),
    }));
  } catch (thrown) {
    if (NOT_THERE.has(serverErrno(thrown) ?? 0)) return [];
    throw thrown;
  }
}

/** Writes the ledger. Each call is one statement, so that DML steps can put it into their own transaction. */
export interface LedgerWriter {
  migrationStarted(migration: Migration): Promise<void>;
  migrationApplied(migration: Migration): Promise<void>;
  stepStarted(
    migration: Migration,
    statement: MigrationStatement,
    beforeFingerprint: string | null,
  ): Promise<void>;
  stepDone(migration: Migration, statement: MigrationStatement, elapsedMs: number): Promise<void>;
  /** Records that the server refused the statement, so that it had no effect. */
  stepFailed(migration: Migration, statement: MigrationStatement, error: string): Promise<void>;
  /** Records that the server refused the statement, a part of which may have taken effect: it stays `started`. */
  stepRefused(migration: Migration, statement: MigrationStatement, error: string): Promise<void>;
}

export function ledgerWriter(connection: MariadbConnection, meta: string, runId: string): LedgerWriter {
  const migrationTable = quoteQualified(meta, 'migration');
  const stepTable = quoteQualified(meta, 'migration_step');
  const key = 'WHERE version = ? AND step_no = ?';
  return {
    async migrationStarted({ version, fileName, checksum, statements }) {
      await connection.run(
        `INSERT INTO ${migrationTable} (version, name, checksum, statements, state, started_at, run_id)
         VALUES (?, ?, ?, ?, 'started', UTC_TIMESTAMP(6), ?)
         ON DUPLICATE KEY UPDATE name = VALUES(name), checksum = VALUES(checksum), statements = VALUES(statements),
           run_id = VALUES(run_id)`,
        [version, fileName, checksum, statements.length, runId],
      );
    },
    async migrationApplied({ version }) {
      await connection.run(
        `UPDATE ${migrationTable} SET state = 'applied', finished_at = UTC_TIMESTAMP(6) WHERE version = ?`,
        [version],
      );
    },
    async stepStarted({ version }, { stepNo, checksum, kind }, beforeFingerprint) {
      await connection.run(
        `INSERT INTO ${stepTable}
           (version, step_no, checksum, kind, state, before_fingerprint, connection_id, server, started_at)
         VALUES (?, ?, ?, ?, 'started', ?, ?, ?, UTC_TIMESTAMP(6))
         ON DUPLICATE KEY UPDATE checksum = VALUES(checksum), kind = VALUES(kind), state = 'started', error = NULL,
           before_fingerprint = VALUES(before_fingerprint), connection_id = VALUES(connection_id),
           server = VALUES(server), started_at = VALUES(started_at)`,
        [
          version,
          stepNo,
          checksum,
          kind.class,
          beforeFingerprint,
          connection.threadId,
          describeEndpoint(connection.endpoint),
        ],
      );
    },
    async stepDone({ version }, { stepNo }, elapsedMs) {
      await connection.run(
        `UPDATE ${stepTable} SET state = 'done', finished_at = UTC_TIMESTAMP(6), elapsed_ms = ?, error = NULL ${key}`,
        [Math.round(elapsedMs), version, stepNo],
      );
    },
    async stepFailed({ version }, { stepNo, checksum, kind }, error) {
      await connection.run(
        `INSERT INTO ${stepTable} (version, step_no, checksum, kind, state, connection_id, server, started_at, error)
         VALUES (?, ?, ?, ?, 'failed', ?, ?, UTC_TIMESTAMP(6), ?)
         ON DUPLICATE KEY UPDATE state = 'failed', before_fingerprint = NULL, error = VALUES(error)`,
        [
          version,
          stepNo,
          checksum,
          kind.class,
          connection.threadId,
          describeEndpoint(connection.endpoint),
          error.slice(0, ERROR_CHARS),
        ],
      );
    },
    async stepRefused({ version }, { stepNo }, error) {
      await connection.run(`UPDATE ${stepTable} SET error = ? ${key}`, [
        error.slice(0, ERROR_CHARS),
        version,
        stepNo,
      ]);
    },
  };
}
