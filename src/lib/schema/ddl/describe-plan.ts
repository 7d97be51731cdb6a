import type { CommandResult } from '../../core/command.ts';
import { planDocument } from '../../core/plan-document.ts';
import type { Context } from '../../infra/context.ts';
import type { SchemaPlan } from '../plan-schema.ts';
import { type DdlChanges, readDdlChanges } from './read-ddl-changes.ts';
import { renderDdlChanges } from './render-ddl-changes.ts';

/** What a command answers that only plans, with what each change of a table asks for and meets. */
export async function describePlan(context: Context, plan: SchemaPlan): Promise<CommandResult> {
  const found = await readDdlChanges(context, plan);
  if (found === undefined) return { data: planDocument(plan), text: (view) => view.plan(plan) };
  return {
    data: planDocument({ ...plan, steps: plan.steps.map((step) => withChanges(step, found)) }),
    text: (view) => `${view.plan(plan)}\n\n${renderDdlChanges(found, view)}`,
  };
}

function withChanges(step: SchemaPlan['steps'][number], { changes, ...server }: DdlChanges) {
  const own = changes.filter(({ version }) => version === step.id);
  if (own.length === 0) return step;
  const described = own.map(({ version: _version, holders, ...change }) => ({
    ...change,
    holders: holders.map((holder) => ({ ...holder })),
  }));
  return { ...step, facts: { ...step.facts, ...server, table_changes: described } };
}
