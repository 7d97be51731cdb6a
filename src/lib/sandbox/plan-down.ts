import type { Plan, Step } from '../core/plan.ts';

export interface DownFacts {
  readonly root: string;
  readonly exists: boolean;
  readonly nodes: readonly { readonly name: string; readonly runs: boolean }[];
}

export interface DownStep extends Step {
  /** The node to stop; null for the step that removes everything. */
  readonly node: string | null;
}

export type DownPlan = Plan<DownStep>;

/** Stops the replica before its source, and node1 last: it is then ahead of the others and founds the cluster. */
export function planDown(facts: DownFacts, purge: boolean): DownPlan {
  const names = facts.nodes.toSorted((a, b) => (a.name < b.name ? 1 : -1));
  const steps: DownStep[] = names.map(({ name, runs }) => ({
    id: `${name}.stop`,
    action: runs ? 'stop' : 'keep',
    subject: name,
    summary: runs ? 'stop the server' : 'does not run',
    node: name,
  }));
  if (purge && facts.exists) {
    steps.push({
      id: 'purge',
      action: 'delete',
      subject: facts.root,
      summary: 'remove all data, accounts, certificates and logs',
      destructive: true,
      node: null,
    });
  }
  return { title: purge ? 'sandbox: stop and remove' : 'sandbox: stop', steps };
}
