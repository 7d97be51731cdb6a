import { createHash } from 'node:crypto';
import type { Facts, StepAction } from './plan-schema.ts';

export type { StepAction };

/** One unit of work as plain data. `keep` steps say what is already right and are not run. */
export interface Step {
  readonly id: string;
  /** The host that it works on; left out if it is not of one host. */
  readonly host?: string;
  /** Steps of one group, such as the members of a cluster, run one at a time, and all stop at the first failure. */
  readonly group?: string;
  readonly action: StepAction;
  /** A `keep` step that people need to read, as it says why something stays. Others are only counted. */
  readonly notable?: boolean;
  /** The thing that changes: `node2`, `sql/migrations/0003_orders.sql:7`. */
  readonly subject: string;
  /** One line: what changes about it. */
  readonly summary: string;
  readonly why?: string;
  /** What it costs, with units: `about 5 s`, `12 MiB`. */
  readonly cost?: string;
  /** Data or a server would be lost: such a plan needs an explicit yes. */
  readonly destructive?: boolean;
  /** What a destructive step does, in words that follow "this": `stops every server`. Left out, it destroys data. */
  readonly risk?: string;
  /** What it is based on, for `--json`: names in snake_case, with their units. */
  readonly facts?: Facts;
}

/** A step with what is done for it: null if it keeps. */
export interface TaskStep<Task> extends Step {
  readonly task: Task | null;
}

/** Says that a thing is as it should be. */
export function keepStep(
  words: Pick<Step, 'id' | 'subject' | 'summary' | 'host' | 'notable' | 'facts'>,
): TaskStep<never> {
  return { ...words, action: 'keep', task: null };
}

/** Everything that a command is about to do, before it does it. */
export interface Plan<S extends Step = Step> {
  readonly title: string;
  readonly steps: readonly S[];
}

/** The steps that change something. */
export function pendingSteps<S extends Step>(plan: Plan<S>): readonly S[] {
  return plan.steps.filter((step) => step.action !== 'keep');
}

/** True where running the plan would lose data or stop something that runs. */
export function isDestructive(plan: Plan): boolean {
  return plan.steps.some((step) => step.destructive === true);
}

/** `destroys data`, `stops every server and destroys data`: what the plan needs an explicit yes for; empty if for nothing. */
export function riskOf(plan: Plan): string {
  const risks = plan.steps.flatMap(({ destructive, risk }) =>
    destructive === true ? [risk ?? 'destroys data'] : [],
  );
  return [...new Set(risks)].join(' and ');
}

/** A stable fingerprint, so that a plan that was read can be compared with the plan that is run. */
export function planHash(plan: Plan): string {
  return createHash('sha256').update(JSON.stringify(plan)).digest('hex').slice(0, 16);
}
