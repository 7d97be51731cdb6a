import { keepStep, type Plan, type TaskStep } from '../core/plan.ts';
import type { ClusterTask } from './cluster/cluster-task.ts';
import type { LocalTask } from './local/local-task.ts';
import type { Change, StepSpec, Target, Verdict } from './step-spec.ts';

/** What is done for a step of the plan. */
export type ProvisionTask =
  { readonly kind: 'script'; readonly spec: StepSpec; readonly change: Change } | LocalTask | ClusterTask;

export type ProvisionStep = TaskStep<ProvisionTask>;
export type ProvisionPlan = Plan<ProvisionStep>;

/** A step of a host with what was found. */
export interface JudgedStep {
  readonly target: Target;
  readonly spec: StepSpec;
  readonly verdict: Verdict;
}

export interface ProvisionFindings {
  readonly local: readonly TaskStep<LocalTask>[];
  /** Before the hosts change: a stop of the whole cluster, servers that are taken over. */
  readonly first: readonly TaskStep<ClusterTask>[];
  readonly hosts: readonly JudgedStep[];
  /** In the order in which they must run, after the steps of all hosts. */
  readonly cluster: readonly TaskStep<ClusterTask>[];
}

/** Everything that is to be done, in order: what the operator keeps, each host, then the servers among themselves. */
export function planProvision(environment: string, findings: ProvisionFindings): ProvisionPlan {
  const { local, first, hosts, cluster } = findings;
  return {
    title: `provision "${environment}"`,
    steps: [...local, ...first, ...hosts.map(planHostStep), ...cluster],
  };
}

function planHostStep({ target, spec, verdict }: JudgedStep): ProvisionStep {
  const words = {
    id: `${target.name}.${spec.name}`,
    host: target.name,
    subject: `${target.name} · ${spec.name}`,
  };
  if (verdict.kind === 'right')
    return keepStep({ ...words, summary: verdict.summary, facts: { state: 'right' } });
  if (verdict.kind === 'not here') {
    return keepStep({ ...words, summary: `not here: ${verdict.reason}`, facts: { state: 'not here' } });
  }
  return {
    ...words,
    action: verdict.action,
    summary: verdict.summary,
    facts: { state: 'differs', diff: [...(verdict.diff ?? [])] },
    task: { kind: 'script', spec, change: verdict },
  };
}
