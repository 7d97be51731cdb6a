import { databasesOf } from '../../infra/config/databases.ts';
import type { Context } from '../../infra/context.ts';
import type { SchemaPlan } from '../plan-schema.ts';
import { compareShapes, describePart } from './compare-shapes.ts';
import { isShapeCurrent, watchedIn } from './keep-shape.ts';
import { readShapes } from './read-shapes.ts';
import { inRepairOrder, repairOf } from './repair-statements.ts';
import { readRecordedShape } from './shape-ledger.ts';
import { tableKey } from './table-shape.ts';

/** A part of a table that somebody has changed. */
export interface DriftItem {
  /** `data.price` */
  readonly table: string;
  /** `index ix_price_channel` */
  readonly part: string;
  readonly state: 'missing' | 'changed' | 'extra' | 'moved';
  readonly expected: string | null;
  readonly found: string | null;
  /** The statements that repair it. */
  readonly repair: readonly string[];
  /** Values are gone after them. */
  readonly destroys_data: boolean;
}

export interface Drift {
  /** `unknown`: no shape is recorded, or a migration was interrupted since. */
  readonly state: 'none' | 'found' | 'unknown';
  /** The migration after which the shape was recorded. */
  readonly recorded_after: string | null;
  readonly tables: number;
  readonly items: readonly DriftItem[];
}

/** Compares the tables with their shape after the newest migration. Changes nothing. */
export async function readDrift(context: Context, plan: SchemaPlan): Promise<Drift> {
  const { config } = await context.environment();
  const databases = databasesOf(config.mariadb.database);
  const connector = await context.mariadb('migrator');
  await using connection = await connector.open();
  const recorded = await readRecordedShape(connection, databases.meta);
  if (recorded === undefined || !isShapeCurrent(plan.migrations, recorded.version))
    return { state: 'unknown', recorded_after: recorded?.version ?? null, tables: 0, items: [] };
  const watched = watchedIn(plan, databases);
  const live = await readShapes(connection, databases, watched);
  const shapes = new Map(recorded.tables.map((shape) => [tableKey(shape), shape]));
  const items = inRepairOrder(compareShapes(recorded.tables, live)).flatMap((difference) => {
    const shape = shapes.get(tableKey(difference));
    if (shape === undefined) return [];
    const { statements, destroysData } = repairOf(difference, shape, databases);
    return [
      {
        table: tableKey(difference),
        part: describePart(difference),
        state: difference.state,
        expected: difference.expected,
        found: difference.found,
        repair: statements,
        destroys_data: destroysData,
      },
    ];
  });
  return {
    state: items.length === 0 ? 'none' : 'found',
    recorded_after: recorded.version,
    tables: recorded.tables.length,
    items,
  };
}
