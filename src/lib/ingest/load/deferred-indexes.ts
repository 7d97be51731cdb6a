import type { Databases } from '../../infra/config/databases.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { quoteName, quoteQualified, quoteText } from '../../infra/mariadb/identifiers.ts';

/** What building indexes at the end saves is not worth two ALTERs for less than this. */
const WORTHWHILE_BYTES = 4 * 1024 * 1024;

interface Place {
  readonly connection: MariadbConnection;
  readonly databases: Databases;
  readonly table: string;
}

interface IndexDefinition {
  readonly name: string;
  readonly definition: string;
}

/**
 * Drops the secondary indexes of an empty table that is about to be loaded, and notes them for `rebuildIndexes`.
 * Leaves them alone where dropping could hurt: a table with rows, unique keys (they refuse duplicates), foreign keys
 * (they need their indexes), a cluster (one ALTER would stop all nodes), a small file.
 */
export async function deferIndexes(place: Place, runId: string, bytes: number): Promise<number> {
  if (bytes < WORTHWHILE_BYTES || !(await isDeferrable(place))) return 0;
  const indexes = await secondaryIndexes(place);
  if (indexes.length === 0) return 0;
  const { connection, databases, table } = place;
  for (const { name, definition } of indexes) {
    await connection.run(
      `INSERT IGNORE INTO ${noteTable(databases)} (table_name, index_name, definition, run_id) VALUES (?, ?, ?, ?)`,
      [table, name, definition, runId],
    );
  }
  const drops = indexes.map(({ name }) => `DROP KEY IF EXISTS ${quoteName(name)}`);
  await connection.run(`ALTER TABLE ${quoteQualified(databases.data, table)} ${drops.join(', ')}`);
  return indexes.length;
}

/** Builds the indexes that this or an earlier run has dropped, in their order and in one pass; returns how many. */
export async function rebuildIndexes({ connection, databases, table }: Place): Promise<number> {
  const noted = await connection.query<IndexDefinition>(
    `SELECT index_name AS name, definition FROM ${noteTable(databases)} WHERE table_name = ? ORDER BY dropped_at`,
    [table],
  );
  if (noted.length === 0) return 0;
  const present = new Set((await secondaryIndexes({ connection, databases, table })).map(({ name }) => name));
  const missing = noted.filter(({ name }) => !present.has(name));
  if (missing.length > 0) {
    // The server may still be building them for a run that died: this ALTER waits for that one, and finds them there.
    const adds = missing.map(({ definition }) => `ADD ${definition.replace('KEY', 'KEY IF NOT EXISTS')}`);
    await connection.run(`ALTER TABLE ${quoteQualified(databases.data, table)} ${adds.join(', ')}`);
  }
  await connection.run(`DELETE FROM ${noteTable(databases)} WHERE table_name = ?`, [table]);
  return missing.length;
}

function noteTable({ meta }: Databases): string {
  return quoteQualified(meta, 'ingest_deferred_index');
}

async function isDeferrable({ connection, databases, table }: Place): Promise<boolean> {
  const [row] = await connection.query<{ obstacles: number }>(
    `SELECT CAST(@@wsrep_on
                 + EXISTS (SELECT 1 FROM ${quoteQualified(databases.data, table)} LIMIT 1)
                 + EXISTS (SELECT 1 FROM information_schema.referential_constraints
                            WHERE constraint_schema = ${quoteText(databases.data)}
                              AND ${quoteText(table)} IN (table_name, referenced_table_name)) AS DOUBLE) AS obstacles`,
  );
  return row?.obstacles === 0;
}

/** Lines of SHOW CREATE TABLE: "  KEY `ix` (`a`,`b` DESC)", "  `id` bigint(20) NOT NULL AUTO_INCREMENT". */
const PLAIN_KEY = /^ {2}(KEY `((?:[^`]|``)+)` .*?),?$/;
const COUNTED_COLUMN = /^ {2}(`(?:[^`]|``)+`) .* AUTO_INCREMENT/m;

async function secondaryIndexes({ connection, databases, table }: Place): Promise<IndexDefinition[]> {
  const [row] = await connection.query<{ 'Create Table': string }>(
    `SHOW CREATE TABLE ${quoteQualified(databases.data, table)}`,
  );
  const text = row?.['Create Table'] ?? '';
  // The server insists on an index that begins with the column that it counts up.
  const counted = COUNTED_COLUMN.exec(text)?.[1];
  const isNeeded = (definition: string) => counted !== undefined && definition.includes(`(${counted}`);
  return text.split('\n').flatMap((line) => {
    const [, definition = '', name = ''] = PLAIN_KEY.exec(line) ?? [];
    return name === '' || isNeeded(definition) ? [] : [{ definition, name: name.replaceAll('``', '`') }];
  });
}
