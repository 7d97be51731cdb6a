import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { serverErrno } from '../../infra/mariadb/driver-error.ts';
import { quoteQualified } from '../../infra/mariadb/identifiers.ts';
import type { LedgerRepeatable, Repeatable, RepeatableName } from './repeatable.ts';

/** Unknown database, no such table: the ledger has not been made yet. */
const NOT_THERE = new Set([1049, 1146]);

export async function readRepeatableLedger(
  connection: MariadbConnection,
  meta: string,
): Promise<LedgerRepeatable[]> {
  try {
    const rows = await connection.query<Omit<LedgerRepeatable, 'isAdopted'> & { adopted: number }>(
      `SELECT database_key AS \`database\`, type, name, checksum, state, definition, adopted
         FROM ${quoteQualified(meta, 'repeatable')} ORDER BY database_key, type, name`,
    );
    return rows.map(({ adopted, ...row }) => ({ ...row, isAdopted: adopted === 1 }));
  } catch (thrown) {
    if (NOT_THERE.has(serverErrno(thrown) ?? 0)) return [];
    throw thrown;
  }
}

/** Writes the ledger, one statement per call. */
export interface RepeatableLedger {
  started(file: Repeatable, isAdopted: boolean): Promise<void>;
  applied(file: Repeatable, definition: string): Promise<void>;
  forgotten(object: RepeatableName): Promise<void>;
}

export function repeatableLedger(
  connection: MariadbConnection,
  meta: string,
  runId: string,
): RepeatableLedger {
  const table = quoteQualified(meta, 'repeatable');
  const key = 'WHERE database_key = ? AND type = ? AND name = ?';
  return {
    async started({ database, type, name, checksum }, isAdopted) {
      await connection.run(
        `INSERT INTO ${table} (database_key, type, name, checksum, state, adopted, run_id, started_at)
         VALUES (?, ?, ?, ?, 'started', ?, ?, UTC_TIMESTAMP(6))
         ON DUPLICATE KEY UPDATE checksum = VALUES(checksum), state = 'started', definition = NULL,
           run_id = VALUES(run_id), started_at = VALUES(started_at), finished_at = NULL`,
        [database, type, name, checksum, isAdopted ? 1 : 0, runId],
      );
    },
    async applied({ database, type, name }, definition) {
      await connection.run(
        `UPDATE ${table} SET state = 'applied', definition = ?, finished_at = UTC_TIMESTAMP(6) ${key}`,
        [definition, database, type, name],
      );
    },
    async forgotten({ database, type, name }) {
      await connection.run(`DELETE FROM ${table} ${key}`, [database, type, name]);
    },
  };
}
