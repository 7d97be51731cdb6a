import type { Databases } from '../../infra/config/databases.ts';
import type { Context } from '../../infra/context.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { SchemaPlan, SchemaStep } from '../plan-schema.ts';
import { mergeShapes } from './merge-shapes.ts';
import { readShapes } from './read-shapes.ts';
import { readRecordedShape, writeRecordedShape } from './shape-ledger.ts';
import type { TableShape } from './table-shape.ts';
import { type Watched, watchedObjects } from './watched-objects.ts';

interface Place {
  readonly connection: MariadbConnection;
  readonly databases: Databases;
  readonly plan: SchemaPlan;
}

/**
 * Runs the migrations of a plan, and records the shape of the tables that they leave. What somebody had changed before
 * stays a difference, if the shape from before is known and no run was interrupted since.
 */
export async function keepShape<Result>(
  context: Pick<Context, 'runId' | 'emit'>,
  place: Place,
  runMigrations: () => Promise<Result>,
): Promise<Result> {
  const { connection, databases, plan } = place;
  const watched = watchedIn(plan, databases);
  const recorded = await readRecordedShape(connection, databases.meta);
  const isCurrent = isShapeCurrent(plan.migrations, recorded?.version);
  const hasPending = plan.migrations.some(({ action }) => action !== 'keep');
  if (isCurrent && !hasPending) return await runMigrations();
  const before = isCurrent ? await readShapes(connection, databases, watched) : undefined;
  const result = await runMigrations();
  const after = await readShapes(connection, databases, watched);
  const tables = merged(recorded?.tables, before, after);
  const version = plan.migrations.at(-1)?.migration.version ?? '0000';
  await writeRecordedShape(connection, databases.meta, { version, tables, runId: context.runId });
  if (before === undefined && plan.migrations.some(({ action }) => action === 'keep')) {
    const message = `the shape of ${tables.length} tables is recorded as it is now; schema status shows what changes from here on`;
    context.emit({ type: 'note', level: 'info', message });
  }
  return result;
}

function merged(
  recorded: readonly TableShape[] | undefined,
  before: readonly TableShape[] | undefined,
  after: readonly TableShape[],
): readonly TableShape[] {
  return recorded === undefined || before === undefined ? after : mergeShapes(recorded, before, after);
}

/** Triggers that have a file of their own are compared with that. */
export function watchedIn({ migrations, repeatables }: SchemaPlan, databases: Databases): Watched {
  const { tables, triggers } = watchedObjects(
    migrations.map(({ migration }) => migration),
    databases,
  );
  const own = new Set(
    repeatables
      .filter(({ object, repeatable }) => object.type === 'trigger' && repeatable !== undefined)
      .map(({ object }) => `${object.database}.${object.name}`),
  );
  return { tables, triggers: triggers.filter(({ database, name }) => !own.has(`${database}.${name}`)) };
}

/** Whether the shape is that of the newest applied migration, and no later one has begun. */
export function isShapeCurrent(migrations: readonly SchemaStep[], version: string | undefined): boolean {
  const newest = migrations.findLast(({ action }) => action === 'keep')?.migration.version;
  const hasBegun = migrations.some(({ action, why }) => action !== 'keep' && why !== undefined);
  return !hasBegun && version !== undefined && version === newest;
}
