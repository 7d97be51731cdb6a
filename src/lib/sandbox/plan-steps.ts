import { keepStep, type Plan, type StepAction, type TaskStep } from '../core/plan.ts';
import { isInCluster } from '../infra/mariadb/galera/wsrep-facts.ts';
import type { NodeFacts, SandboxFacts } from './facts.ts';
import type { MongoTask } from './mongo/plan-mongo.ts';
import type { SandboxNode } from './topology.ts';

/** What a step makes the run do. */
export type Task =
  | { readonly kind: 'tls' | 'passwords' | 'environment' }
  | { readonly kind: NodeTask; readonly node: SandboxNode }
  | MongoTask;

/** `found`: found the cluster. `follow`: replicate from node1. `sweep`: end helpers of a run that died. */
export type NodeTask =
  | 'sweep'
  | 'clear'
  | 'set-aside'
  | 'install'
  | 'seed'
  | 'stop'
  | 'start'
  | 'await'
  | 'found'
  | 'follow'
  | 'accounts';

export type SandboxStep = TaskStep<Task>;

export type SandboxPlan = Plan<SandboxStep>;

/** A node with what was found out about it. */
export interface KnownNode {
  readonly node: SandboxNode;
  readonly facts: NodeFacts;
}

/** Why a running server must be started again before anything else is asked of it; undefined where it need not. */
export function restartReason(facts: NodeFacts, sandbox: SandboxFacts): string | undefined {
  if (facts.process === null) return undefined;
  if (sandbox.tlsProblem !== undefined || facts.server?.kind === 'tls') return 'it has another certificate';
  if (facts.server?.kind === 'socketless') return 'its socket is gone';
  return facts.configMatches ? undefined : 'its configuration has changed';
}

/** A step on one node. */
export function nodeStep(
  action: StepAction,
  kind: NodeTask,
  node: SandboxNode,
  words: { readonly summary: string; readonly why?: string; readonly cost?: string },
): SandboxStep {
  const { name, role } = node;
  return {
    id: `${name}.${kind}`,
    action,
    subject: name,
    ...words,
    facts: { node: name, role },
    task: { kind, node },
  };
}

/** Says that a node is as it should be. */
export function keepNode({ name, role }: SandboxNode, summary: string): SandboxStep {
  return keepStep({ id: `${name}.keep`, subject: name, summary, facts: { node: name, role } });
}

/** Installing takes about a second, starting less (measured on two cores, warm cache). */
export const COST = {
  install: 'about 1 s',
  start: 'about 1 s',
  seed: 'about 1 s',
  transfer: 'about 13 s',
} as const;

export function installStep(node: SandboxNode): SandboxStep {
  return nodeStep('create', 'install', node, {
    summary: 'make its data directory and accounts',
    cost: COST.install,
  });
}

/** `changed`: the users whose password or rights are others on the server; none are known if it refuses ours. */
export function accountsStep(node: SandboxNode, changed: readonly string[] = []): SandboxStep {
  const why =
    changed.length === 0
      ? 'the server has others than those on file'
      : `changed on the server: ${changed.join(', ')}`;
  return nodeStep('change', 'accounts', node, { summary: 'set passwords and rights of the accounts', why });
}

export function awaitStep(node: SandboxNode): SandboxStep {
  const why = 'a process runs, but it does not serve yet';
  return nodeStep('change', 'await', node, { summary: 'wait for it, and restart it if it hangs', why });
}

/** True where the member takes part in a cluster that may write. */
export function isPrimary(facts: Pick<NodeFacts, 'server'>): boolean {
  return facts.server?.kind === 'answers' && facts.server.wsrep !== null && isInCluster(facts.server.wsrep);
}
