import type { CommandResult, TextView } from '../../core/command.ts';
import { planDocument } from '../../core/plan-document.ts';
import { databasesOf } from '../../infra/config/databases.ts';
import type { Context } from '../../infra/context.ts';
import type { SchemaPlan } from '../plan-schema.ts';
import { type DdlChanges, readDdlChanges } from './read-ddl-changes.ts';
import { renderDdlChanges } from './render-ddl-changes.ts';
import { type PlannedSql, plannedSql, renderSql } from './render-sql.ts';

/**
 * What a command answers that only plans, with what each change of a table asks for and meets.
 * @param withSql in place of the table, a script of the statements with the rest as comments
 */
export async function describePlan(
  context: Context,
  plan: SchemaPlan,
  withSql: boolean,
): Promise<CommandResult> {
  const found = await readDdlChanges(context, plan);
  const { config } = await context.environment();
  const statements = withSql ? plannedSql(plan, databasesOf(config.mariadb.database)) : undefined;
  const steps = plan.steps.map((step) => withFacts(step, found, statements));
  return {
    data: planDocument({ ...plan, steps }),
    text: (view) => renderDescribed(plan, { found, statements }, view),
  };
}

interface Described {
  readonly found: DdlChanges | undefined;
  readonly statements: readonly PlannedSql[] | undefined;
}

const REVIEW = 'For a review: "aether schema apply" runs these statements and records each of them.';

function renderDescribed(plan: SchemaPlan, { found, statements }: Described, view: TextView): string {
  const changes = found === undefined ? [] : ['', renderDdlChanges(found, view)];
  if (statements === undefined) return [view.plan(plan), ...changes].join('\n');
  const notes = [plan.title, REVIEW, ...changes].join('\n').replaceAll(/^/gm, '-- ').replaceAll(/ +$/gm, '');
  return [notes, ...(statements.length === 0 ? [] : ['', renderSql(statements)])].join('\n');
}

function withFacts(
  step: SchemaPlan['steps'][number],
  found: DdlChanges | undefined,
  statements: readonly PlannedSql[] | undefined,
) {
  const sql = statements?.filter((one) => one.step === step.id).map((one) => one.sql);
  const facts = { ...step.facts, ...changeFacts(step.id, found), ...(sql === undefined ? {} : { sql }) };
  return { ...step, facts };
}

function changeFacts(step: string, found: DdlChanges | undefined) {
  if (found === undefined) return {};
  const { changes, ...server } = found;
  const own = changes.filter(({ version }) => version === step);
  if (own.length === 0) return {};
  const described = own.map(({ version: _version, holders, ...change }) => ({
    ...change,
    holders: holders.map((holder) => ({ ...holder })),
  }));
  return { ...server, table_changes: described };
}
