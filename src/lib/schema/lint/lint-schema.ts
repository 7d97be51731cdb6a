import { databasesOf, type Databases } from '../../infra/config/databases.ts';
import type { Context } from '../../infra/context.ts';
import { listModules, loadModules } from '../../infra/load-modules.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { LintRule } from './lint-rule.ts';
import { readWaivers, type Waiver } from './read-waivers.ts';

const RULES = new URL('rules/', import.meta.url);

/** An object that breaks a rule. */
export interface LintFinding {
  readonly rule: string;
  readonly level: LintRule['level'];
  /** With the role of its database before it: `data.price.ix_price_channel`. */
  readonly object: string;
  /** What is wrong, and what was found, in words that follow the object. */
  readonly fault: string;
  readonly repair: string;
  /** Why it is accepted, if sql/lint.yaml says so. */
  readonly waived: string | null;
}

export interface LintReport {
  readonly rules: number;
  readonly findings: readonly LintFinding[];
  /** Waivers that waive nothing any more, or whose day has passed. */
  readonly idle: readonly Waiver[];
}

/** Looks at the environment's databases as they are on the server. `waivers`: another file than aether's own. */
export async function lintSchema(context: Context, waivers?: string): Promise<LintReport> {
  const { config } = await context.environment();
  const databases = databasesOf(config.mariadb.database);
  const rules = await loadModules<LintRule>(await listModules(RULES), 'rule');
  const accepted = await readWaivers(context, waivers);
  // The server shows the text of a routine to nobody else but its definer.
  const connector = await context.mariadb('admin');
  await using connection = await connector.open();
  const findings: LintFinding[] = [];
  const used = new Set<Waiver>();
  for (const rule of rules) {
    for (const found of await breaches(connection, databases, rule)) {
      const waiver = accepted.valid.find((item) => item.rule === rule.id && item.object === found.object);
      if (waiver !== undefined) used.add(waiver);
      findings.push({ ...found, waived: waiver?.reason ?? null });
    }
  }
  const idle = [...accepted.expired, ...accepted.valid.filter((waiver) => !used.has(waiver))];
  return { rules: rules.length, findings, idle };
}

async function breaches(
  connection: MariadbConnection,
  databases: Databases,
  { id, level, fault, repair, select }: LintRule,
): Promise<Omit<LintFinding, 'waived'>[]> {
  const roles = new Map(Object.entries(databases).map(([role, name]) => [name, role]));
  const names = [...roles.keys()];
  const lists = select.split('(:databases)');
  const rows = await connection.query<{ db: string; object: string; detail: string }>(
    lists.join(`(${names.map(() => '?').join(', ')})`),
    lists.slice(1).flatMap(() => names),
  );
  return rows
    .map(({ db, object, detail }) => ({
      rule: id,
      level,
      object: `${roles.get(db) ?? db}.${object}`,
      fault: `${fault} (${detail})`,
      repair,
    }))
    .toSorted((left, right) => (left.object < right.object ? -1 : 1));
}
