import type { Databases } from '../../infra/config/databases.ts';
import type { Migration } from '../migration.ts';

interface Named {
  readonly database: keyof Databases;
  readonly name: string;
}

/** The tables and triggers whose shape is recorded. */
export interface Watched {
  readonly tables: readonly Named[];
  readonly triggers: readonly Named[];
}

/**
 * What the migrations name, parents before their children. Not watched is what aether makes while it works (staging tables,
 * embedding spaces, archived months) and what others keep beside it.
 */
export function watchedObjects(migrations: readonly Migration[], databases: Databases): Watched {
  const roleOf = new Map(Object.entries(databases).map(([role, name]) => [name, role as keyof Databases]));
  const objects = migrations.flatMap(({ database, statements }) =>
    statements.flatMap(({ kind }) =>
      kind.objects.map(({ type, schema, name, on }) => ({
        type,
        database: schema === undefined ? database : roleOf.get(schema),
        name: type === 'index' ? (on ?? name) : name,
      })),
    ),
  );
  const named = (...types: string[]) =>
    new Map(
      objects.flatMap(({ type, database, name }) =>
        types.includes(type) && database !== undefined ? [[`${database}.${name}`, { database, name }]] : [],
      ),
    );
  return {
    tables: [...named('table', 'index').values()],
    triggers: [...named('trigger').values()],
  };
}
