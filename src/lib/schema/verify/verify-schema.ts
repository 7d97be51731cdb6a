import { AetherError } from '../../core/errors.ts';
import { databasesOf, type Databases } from '../../infra/config/databases.ts';
import type { Context } from '../../infra/context.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { quoteName } from '../../infra/mariadb/identifiers.ts';
import { runStep } from '../../core/run-step.ts';
import { readTableRules, type TableRules } from './table-rules.ts';
import { checksStatement, orphansStatement } from './verify-statements.ts';

/** A rule that rows break. */
export interface BrokenRule {
  readonly kind: 'check' | 'foreign_key' | 'rule';
  /** With the role of its database before it: `data.order_item`. */
  readonly table: string;
  /** The name of the constraint, or what is wrong with the rows. */
  readonly rule: string;
  readonly rows: number;
  /** The key of one of them, its columns joined by a slash. */
  readonly example: string;
}

export interface VerifyReport {
  /** CHECKs and foreign keys that were evaluated. */
  readonly constraints: number;
  readonly tables: number;
  readonly broken: readonly BrokenRule[];
}

/**
 * Evaluates every CHECK and every foreign key again, as sessions may switch both off, and the rules of the view
 * integrity_orphan. Reads every table once for its CHECKs and once for each foreign key; writes nothing. Throws SCHEMA_MISSING.
 */
export async function verifySchema(context: Context): Promise<VerifyReport> {
  const { config } = await context.environment();
  const databases = databasesOf(config.mariadb.database);
  const connector = await context.mariadb('migrator');
  await using connection = await connector.open();
  // Only what is committed, and no history of changes kept for us on a server that is written to.
  await connection.run('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED, READ ONLY');
  await requireRules(connection, databases);
  const tables = await readTableRules(connection, databases);
  const roleOf = new Map(Object.entries(databases).map(([role, name]) => [name, role]));
  const broken: BrokenRule[] = [];
  const constraints = tables.reduce(
    (sum, { checks, foreignKeys }) => sum + checks.length + foreignKeys.length,
    0,
  );
  await runStep(context, { id: 'verify', title: 'evaluate CHECKs and foreign keys' }, async () => {
    for (const [done, rules] of tables.entries()) {
      const table = `${roleOf.get(rules.schema) ?? rules.schema}.${rules.table}`;
      for (const found of await brokenOf(connection, rules)) broken.push({ ...found, table });
      context.emit({
        type: 'step_progress',
        step: 'verify',
        done: done + 1,
        total: tables.length,
        unit: 'steps',
      });
    }
    return undefined;
  });
  await runStep(context, { id: 'rules', title: 'evaluate the rules that triggers keep' }, async () => {
    broken.push(...(await brokenRules(connection, databases)));
    return undefined;
  });
  return { constraints, tables: tables.length, broken };
}

/** Before anything is read for long: an older schema has no such view. */
async function requireRules(connection: MariadbConnection, { data }: Databases): Promise<void> {
  const found = await connection.query(
    "SELECT 1 FROM information_schema.views WHERE table_schema = ? AND table_name = 'integrity_orphan'",
    [data],
  );
  if (found.length > 0) return;
  throw new AetherError('SCHEMA_MISSING', `the view integrity_orphan is not in ${data}`, {
    hint: 'aether schema apply',
  });
}

type Found = Omit<BrokenRule, 'table'>;

async function brokenOf(connection: MariadbConnection, rules: TableRules): Promise<Found[]> {
  const found: Found[] = [];
  if (rules.checks.length > 0) {
    const [row = {}] = await connection.query<Record<string, unknown>>(checksStatement(rules));
    for (const [index, { name }] of rules.checks.entries()) {
      const rows = Number(row[`broken_${index}`]);
      if (rows > 0) found.push({ kind: 'check', rule: name, rows, example: String(row[`example_${index}`]) });
    }
  }
  for (const foreignKey of rules.foreignKeys) {
    const [row] = await connection.query<{ broken: number; example: string }>(
      orphansStatement(rules, foreignKey),
    );
    if (row !== undefined && row.broken > 0)
      found.push({ kind: 'foreign_key', rule: foreignKey.name, rows: row.broken, example: row.example });
  }
  return found;
}

async function brokenRules(connection: MariadbConnection, { data }: Databases): Promise<BrokenRule[]> {
  const rows = await connection.query<{ table: string; rule: string; rows: number; example: string }>(
    `SELECT table_name AS \`table\`, fault AS rule, CAST(COUNT(*) AS DOUBLE) AS \`rows\`, MIN(row_key) AS example
       FROM ${quoteName(data)}.integrity_orphan GROUP BY table_name, fault ORDER BY table_name, fault`,
  );
  return rows.map((row) => ({ ...row, kind: 'rule', table: `data.${row.table}` }));
}
