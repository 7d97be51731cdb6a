import { keepStep, type Plan, type TaskStep } from '../core/plan.ts';
import { type DataFacts, describeData } from '../infra/mariadb/server/measure-data.ts';

export interface DownFacts {
  readonly root: string;
  readonly exists: boolean;
  readonly nodes: readonly { readonly name: string; readonly runs: boolean }[];
  /** What would be lost; looked at only if it is to be removed. */
  readonly data?: DataFacts;
}

export type DownTask = { readonly kind: 'stop'; readonly node: string } | { readonly kind: 'purge' };

export type DownStep = TaskStep<DownTask>;
export type DownPlan = Plan<DownStep>;

/** Stops the replica before its source, and node1 last: it is then ahead of the others and founds the cluster. */
export function planDown(facts: DownFacts, purge: boolean): DownPlan {
  const names = facts.nodes.toSorted((a, b) => (a.name < b.name ? 1 : -1));
  const steps: DownStep[] = names.map(({ name, runs }) => (runs ? planStop(name) : keepStopped(name)));
  if (purge && facts.exists) {
    const lost = facts.data === undefined ? '' : ` (${describeData(facts.data)})`;
    steps.push({
      id: 'purge',
      action: 'delete',
      subject: facts.root,
      summary: `remove all data${lost}, accounts, certificates and logs`,
      destructive: true,
      ...(facts.data === undefined ? {} : { facts: dataFacts(facts.data) }),
      task: { kind: 'purge' },
    });
  }
  return { title: purge ? 'sandbox: stop and remove' : 'sandbox: stop', steps };
}

function dataFacts({ databases, tables, bytes }: DataFacts) {
  return { databases: [...databases], tables, data_bytes: bytes };
}

function planStop(node: string): DownStep {
  const words = { id: `${node}.stop`, subject: node, summary: 'stop the server', facts: { node } };
  return { ...words, action: 'stop', task: { kind: 'stop', node } };
}

function keepStopped(node: string): DownStep {
  return keepStep({ id: `${node}.stop`, subject: node, summary: 'does not run', facts: { node } });
}
