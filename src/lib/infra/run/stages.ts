import type { Step } from '../../core/plan.ts';

/** Steps that run one after the other. */
export interface Lane<S extends Step> {
  /** The hosts that its steps work on. */
  readonly hosts: readonly string[];
  readonly steps: readonly S[];
}

/** Lanes that run at the same time. A shared stage has one, and its steps are not of one host. */
export interface Stage<S extends Step> {
  readonly isShared: boolean;
  readonly lanes: readonly Lane<S>[];
}

type Kind = 'shared' | 'host' | 'group';

/**
 * Cuts steps into stages that run one after the other, in the order of the plan. Neighbouring steps of hosts make one
 * stage with a lane for each host, neighbouring steps of groups one with a lane for each group.
 */
export function stagesOf<S extends Step>(steps: readonly S[]): Stage<S>[] {
  const runs: { readonly kind: Kind; readonly steps: S[] }[] = [];
  for (const step of steps) {
    const last = runs.at(-1);
    const kind = kindOf(step);
    if (last?.kind === kind) last.steps.push(step);
    else runs.push({ kind, steps: [step] });
  }
  return runs.map((run) => ({ isShared: run.kind === 'shared', lanes: lanesOf(run.steps) }));
}

function kindOf({ host, group }: Step): Kind {
  if (group !== undefined) return 'group';
  return host === undefined ? 'shared' : 'host';
}

function lanesOf<S extends Step>(steps: readonly S[]): Lane<S>[] {
  const lanes = new Map<string | undefined, S[]>();
  for (const step of steps) {
    const name = step.group ?? step.host;
    lanes.set(name, [...(lanes.get(name) ?? []), step]);
  }
  return [...lanes.values()].map((lane) => ({
    hosts: lane.flatMap(({ host }) => (host === undefined ? [] : [host])),
    steps: lane,
  }));
}
