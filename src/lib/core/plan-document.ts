import type { CommandResult } from './command.ts';
import { isDestructive, pendingSteps, type Plan, type Step } from './plan.ts';
import type { PlanDocument } from './plan-schema.ts';

/** A plan as JSON, without what a capability adds to its steps for itself. */
export function planDocument(plan: Plan): PlanDocument {
  return {
    dry_run: true,
    plan: {
      title: plan.title,
      changes: pendingSteps(plan).length,
      destructive: isDestructive(plan),
      steps: plan.steps.map(stepDocument),
    },
  };
}

/** What a command answers that only plans. */
export function planResult(plan: Plan): CommandResult {
  return { data: planDocument(plan), text: (view) => view.plan(plan) };
}

function stepDocument(step: Step): PlanDocument['plan']['steps'][number] {
  return {
    id: step.id,
    host: step.host ?? null,
    action: step.action,
    subject: step.subject,
    summary: step.summary,
    why: step.why ?? null,
    cost: step.cost ?? null,
    destructive: step.destructive ?? false,
    facts: { ...step.facts },
  };
}
