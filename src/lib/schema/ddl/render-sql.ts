import type { Databases } from '../../infra/config/databases.ts';
import { quoteName } from '../../infra/mariadb/identifiers.ts';
import type { SchemaPlan, SchemaStep } from '../plan-schema.ts';
import { inDatabases } from '../repeatable/in-databases.ts';
import type { RepeatableStep } from '../repeatable/repeatable.ts';

/** One statement of a plan, and what it is of: `0003_orders.sql:7`, `views/current_price.sql`. */
export interface PlannedSql {
  readonly step: string;
  readonly place: string;
  readonly database: string;
  readonly sql: string;
}

/** Every statement that `schema apply` would send for a plan, in order. Entries of aether's ledger are not among them. */
export function plannedSql({ migrations, repeatables }: SchemaPlan, databases: Databases): PlannedSql[] {
  return [
    ...migrations.flatMap((step) => migrationSql(step, databases)),
    ...repeatables.flatMap((step) => repeatableSql(step, databases)),
  ];
}

function migrationSql({ id, migration, pending }: SchemaStep, databases: Databases): PlannedSql[] {
  return pending.map(({ statement: { text, location } }) => ({
    step: id,
    place: `${migration.fileName}:${location.line}`,
    database: databases[migration.database],
    sql: text,
  }));
}

function repeatableSql(step: RepeatableStep, databases: Databases): PlannedSql[] {
  const { id, action, subject, object, repeatable, isAdopted } = step;
  if (action === 'keep') return [];
  const known = { step: id, place: subject, database: databases[object.database] };
  if (repeatable !== undefined) return [{ ...known, sql: inDatabases(repeatable.text, databases) }];
  if (isAdopted) return [];
  return [{ ...known, sql: `DROP ${object.type.toUpperCase()} IF EXISTS ${quoteName(object.name)}` }];
}

/** The statements as a script that the client `mariadb` reads. */
export function renderSql(statements: readonly PlannedSql[]): string {
  return statements
    .map(({ place, database, sql }, index) => {
      const use = database === statements[index - 1]?.database ? [] : [`USE ${quoteName(database)};`];
      return [...use, `-- ${place}`, ...delimited(sql.trim())].join('\n');
    })
    .join('\n\n');
}

const DELIMITERS = ['//', '$$', '//aether//'] as const;

/** The client ends a statement at the first delimiter, so one that holds semicolons needs another one. */
function delimited(sql: string): string[] {
  if (!sql.includes(';')) return [`${sql};`];
  const delimiter = DELIMITERS.find((one) => !sql.includes(one)) ?? DELIMITERS[2];
  return [`DELIMITER ${delimiter}`, `${sql}${delimiter}`, 'DELIMITER ;'];
}
