import type { Databases } from '../infra/config/databases.ts';
import type { MariadbConnection } from '../infra/mariadb/connection.ts';
import { quoteQualified } from '../infra/mariadb/identifiers.ts';
import { fingerprintObjects } from './fingerprint.ts';
import type { Leftovers, LeftoversByStep } from './leftovers.ts';
import type { MigrationStatement } from './migration.ts';
import type { SchemaStep } from './plan-schema.ts';
import type { SqlObject } from './script/classify-statement.ts';
import { partitionNames } from './script/partition-names.ts';

/**
 * Looks for leftovers of the CREATE statements that have a row in the ledger and are not done. While they are there,
 * the server refuses the CREATE (1050), and DROP TABLE knows no such table. Only partitions that the statement names
 * count, and only if the table itself does not exist.
 */
export async function findLeftovers(
  connection: MariadbConnection,
  databases: Databases,
  steps: readonly SchemaStep[],
): Promise<LeftoversByStep> {
  const found = new Map<string, Leftovers>();
  for (const { migration, pending } of steps) {
    for (const { statement, interrupted } of pending) {
      if (interrupted === undefined) continue;
      const leftovers = await leftoversOf(connection, databases[migration.database], statement);
      if (leftovers !== undefined) found.set(`${migration.version}:${statement.stepNo}`, leftovers);
    }
  }
  return found;
}

async function leftoversOf(
  connection: MariadbConnection,
  currentDatabase: string,
  { text, kind }: MigrationStatement,
): Promise<Leftovers | undefined> {
  const names = partitionNames(text);
  const [table] = kind.objects;
  if (names.size === 0 || table === undefined) return undefined;
  const object: SqlObject = { ...table, schema: table.schema ?? currentDatabase };
  if (!(await fingerprintObjects(connection, [object])).endsWith(' absent')) return undefined;
  const database = object.schema ?? currentDatabase;
  const prefix = `${fileName(database)}/${fileName(table.name)}#P#`;
  const rows = await connection.query<{ name: string }>(
    'SELECT name FROM information_schema.innodb_sys_tables WHERE LEFT(name, CHAR_LENGTH(?)) = ? ORDER BY name',
    [prefix, prefix],
  );
  const wanted = new Set([...names].map((name) => fileName(name)));
  const partitions = rows
    .filter(({ name }) =>
      wanted.has(
        name
          .slice(prefix.length)
          .replace(/#SP#.*/, '')
          .toLowerCase(),
      ),
    )
    .map(({ name }) => name.slice(name.indexOf('/') + 1));
  return partitions.length === 0 ? undefined : { database, table: table.name, partitions };
}

/** How the server writes a name in the names of files: `@` and four hex digits for all but letters, digits and `_`. */
function fileName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9_]/g, (char) => `@${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/**
 * Drops them on this server alone, as the other members of a cluster and the replicas do not have them.
 * @param admin a session that may switch off logging and replication for itself
 */
export async function dropLeftovers(
  admin: MariadbConnection,
  { database, partitions }: Leftovers,
): Promise<void> {
  const [wsrep] = await admin.query<{ on: string | number }>('SELECT @@wsrep_on AS `on`');
  if (Number(wsrep?.on) === 1) await admin.run('SET SESSION wsrep_on = OFF');
  await admin.run('SET SESSION sql_log_bin = 0');
  for (const partition of partitions) {
    // "#mysql50#" takes the name as it is in the file system.
    await admin.run(`DROP TABLE ${quoteQualified(database, `#mysql50#${partition}`)}`);
  }
}
