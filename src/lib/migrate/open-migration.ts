import { dirname } from 'node:path';
import { databasesOf, type Databases } from '../infra/config/databases.ts';
import type { Context } from '../infra/context.ts';
import type { MariadbConnection } from '../infra/mariadb/connection.ts';
import { compileMapping, tablesOf } from './mapping/compile-mapping.ts';
import type { CompiledCollection } from './mapping/compiled-mapping.ts';
import { loadMapping } from './mapping/load-mapping.ts';
import { readTables } from './source/read-tables.ts';
import type { TableFacts } from './types/column-facts.ts';

export type MigrateContext = Pick<
  Context,
  | 'cwd'
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
    return {
      name: mapping.mapping,
      hash,
      databases,
      collections: collections ?? [],
      tables,
      source,
      [Symbol.asyncDispose]: () => source.close(),
    };
  } catch (thrown) {
    await source.close();
    throw thrown;
  }
}
