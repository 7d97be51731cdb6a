import { dirname } from 'node:path';
import { AetherError } from '../core/errors.ts';
import { databasesOf, type Databases } from '../infra/config/databases.ts';
import type { Context } from '../infra/context.ts';
import type { MariadbConnection } from '../infra/mariadb/connection.ts';
import { type MigrateKeys, readMigrateKeys } from './keys/migrate-keys.ts';
import { compileMapping, tablesOf } from './mapping/compile-mapping.ts';
import type { CompiledCollection } from './mapping/compiled-mapping.ts';
import { loadMapping } from './mapping/load-mapping.ts';
import { readTables } from './source/read-tables.ts';
import type { TableFacts } from './types/column-facts.ts';

export type MigrateContext = Pick<
  Context,
  | 'cwd'
  | 'stateDir'
  | 'variables'
  | 'runId'
  | 'signal'
  | 'clock'
  | 'emit'
  | 'environment'
  | 'mariadb'
  | 'mongo'
  | 'confirm'
>;

/** A mapping that fits the tables as they are now, with a session on the source. */
export interface Migration extends AsyncDisposable {
  readonly name: string;
  readonly hash: string;
  readonly databases: Databases;
  readonly collections: readonly CompiledCollection[];
  readonly tables: ReadonlyMap<string, TableFacts>;
  readonly source: MariadbConnection;
  /** undefined without `migrate.key`; never if the mapping needs it. */
  readonly keys: MigrateKeys | undefined;
}

/** Throws MAPPING_NOT_FOUND, MAPPING_INVALID with every problem of the mapping and the tables, or what the server says. */
export async function openMigration(context: MigrateContext, nameOrPath: string): Promise<Migration> {
  const environment = await context.environment();
  const { mapping, hash, require } = await loadMapping(nameOrPath, {
    cwd: context.cwd,
    environments: environment.files.map((file) => dirname(file)),
    variables: context.variables,
  });
  const databases = databasesOf(environment.config.mariadb.database);
  const source = await (await context.mariadb('reader')).open();
  try {
    const tables = await readTables(source, databases, tablesOf(mapping));
    const { collections, remarks } = compileMapping(mapping, tables);
    require(remarks ?? []);
    const keys = await readMigrateKeys(environment);
    requireKey(collections ?? [], keys);
    return {
      name: mapping.mapping,
      hash,
      databases,
      collections: collections ?? [],
      tables,
      source,
      keys,
      [Symbol.asyncDispose]: () => source.close(),
    };
  } catch (thrown) {
    await source.close();
    throw thrown;
  }
}

function requireKey(collections: readonly CompiledCollection[], keys: MigrateKeys | undefined): void {
  if (keys !== undefined) return;
  const tokens = collections.flatMap(({ replaced }) => replaced.filter((name) => name.endsWith('(token)')));
  if (tokens.length === 0) return;
  const names = tokens.map((name) => name.replace(' (token)', '')).join(', ');
  throw new AetherError(
    'ENVIRONMENT_INVALID',
    `migrate.key is not in the environment file, and ${names} become tokens`,
    {
      hint: 'write a secret of 32 characters or more into a file, and name it under migrate: { key: "file:PATH" }',
    },
  );
}
