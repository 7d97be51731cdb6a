import { createHash } from 'node:crypto';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { quoteName, quoteQualified, quoteText } from '../../infra/mariadb/identifiers.ts';
import type { HistoryRequest } from './history-request.ts';
import { definitionsOf } from './upsert-sql.ts';

/**
 * What was said of a key and was no version, because the version before it says the same. A different one that comes
 * late, from between the two, makes it a version after all: without it the order of arrival would show in the history.
 */
export interface RepeatsTable {
  /** Quoted and qualified. */
  readonly name: string;
  readonly database: string;
  readonly table: string;
  readonly createSql: string;
  /** Kept as the table's comment. */
  readonly fingerprint: string;
}

/** The table of a history's repeats, beside the staging tables; those begin with a letter. */
export function repeatsTable(request: Omit<HistoryRequest, 'select'>): RepeatsTable {
  const { stageDatabase, target, columns, key, history } = request;
  const body = [
    ...definitionsOf(columns),
    `PRIMARY KEY (${[...key, history.from].map(quoteName).join(', ')})`,
  ].join(', ');
  const table = `_repeats_${target}`;
  const name = quoteQualified(stageDatabase, table);
  const fingerprint = createHash('sha256').update(body).digest('hex').slice(0, 16);
  const createSql = `CREATE OR REPLACE TABLE ${name} (${body}) ENGINE=InnoDB COMMENT=${quoteText(fingerprint)}`;
  return { name, database: stageDatabase, table, createSql, fingerprint };
}

/** Makes the table, or makes it again if the step selects other columns: the old rows could not be compared. */
export async function prepareRepeats(connection: MariadbConnection, repeats: RepeatsTable): Promise<void> {
  const [existing] = await connection.query<{ comment: string }>(
    'SELECT table_comment AS comment FROM information_schema.tables WHERE table_schema = ? AND table_name = ?',
    [repeats.database, repeats.table],
  );
  if (existing?.comment === repeats.fingerprint) return;
  await connection.run(repeats.createSql);
}
