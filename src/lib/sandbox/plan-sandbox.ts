import { keepStep } from '../core/plan.ts';
import type { SandboxFacts } from './facts.ts';
import { planMongo } from './mongo/plan-mongo.ts';
import { planMembers } from './plan-members.ts';
import { planReplica } from './plan-replica.ts';
import {
  accountsStep,
  awaitStep,
  COST,
  installStep,
  keepNode,
  nodeStep,
  restartReason,
  type KnownNode,
  type SandboxPlan,
  type SandboxStep,
} from './plan-steps.ts';
import { nodesOf, type Topology } from './topology.ts';

/** What must be done so that every server of the topology runs and does its part; all `keep` where nothing must. */
export function planSandbox(topology: Topology, facts: SandboxFacts): SandboxPlan {
  const nodes = nodesOf(topology);
  const known = nodes.flatMap((node) => {
    const found = facts.nodes[node.name];
    return found === undefined ? [] : [{ node, facts: found }];
  });
  const members = known.filter(({ node }) => node.role === 'member');
  const steps = [
    planTls(facts),
    planPasswords(facts),
    ...known.flatMap(planLeftovers),
    ...known.filter(({ node }) => node.role === 'single').flatMap((node) => planSingle(node, facts)),
    ...(members.length > 0 ? planMembers(members, facts) : []),
    ...known.filter(({ node }) => node.role === 'replica').flatMap((node) => planReplica(node, facts)),
    ...(facts.mongo === null ? [] : planMongo(facts.mongo, facts.tlsProblem)),
    planEnvironment(facts),
  ];
  const mongo = facts.mongo === null ? '' : `, and ${facts.mongo.state.label}`;
  return { title: `sandbox: ${describeTopology(topology)}${mongo}`, steps };
}

function describeTopology(topology: Topology): string {
  const servers = topology.galera ? 'a Galera cluster of three nodes' : 'one MariaDB server';
  return topology.replica ? `${servers} and a replica` : servers;
}

function planTls(facts: SandboxFacts): SandboxStep {
  const step = { id: 'tls', subject: 'tls' };
  if (facts.tlsProblem === undefined) {
    return keepStep({ ...step, summary: 'authority and server certificate are valid' });
  }
  const summary = 'make a certificate authority and a server certificate';
  return { ...step, action: 'create', summary, why: facts.tlsProblem, task: { kind: 'tls' } };
}

function planPasswords(facts: SandboxFacts): SandboxStep {
  const step = { id: 'passwords', subject: 'passwords' };
  if (facts.missingPasswords.length === 0) {
    return keepStep({ ...step, summary: 'all accounts have one' });
  }
  const summary = `generate for ${facts.missingPasswords.length} accounts`;
  return { ...step, action: 'create', summary, task: { kind: 'passwords' } };
}

function planLeftovers({ node, facts }: KnownNode): SandboxStep[] {
  const steps: SandboxStep[] = [];
  const why = 'an earlier run was interrupted';
  if (facts.strays.length > 0) {
    const summary = `end ${facts.strays.length} left-over helper processes`;
    steps.push(nodeStep('stop', 'sweep', node, { summary, why }));
  }
  if (facts.data === 'draft') {
    steps.push(nodeStep('delete', 'clear', node, { summary: 'remove the unfinished data directory', why }));
  }
  return steps;
}

function planSingle({ node, facts }: KnownNode, sandbox: SandboxFacts): SandboxStep[] {
  const start = (why?: string) =>
    nodeStep('start', 'start', node, { summary: 'start the server', ...(why && { why }), cost: COST.start });
  if (facts.data !== 'complete') return [installStep(node), start()];
  if (facts.process === null) return [start('no process runs')];
  const why = restartReason(facts, sandbox);
  if (why !== undefined) {
    return [nodeStep('stop', 'stop', node, { summary: 'stop the server', why }), start()];
  }
  if (facts.server?.kind === 'denied') return [accountsStep(node)];
  if (facts.server?.kind !== 'answers') return [awaitStep(node)];
  const matches = sandbox.accountsMatch && facts.changedAccounts.length === 0;
  return [matches ? keepNode(node, 'the server runs') : accountsStep(node, facts.changedAccounts)];
}

function planEnvironment(facts: SandboxFacts): SandboxStep {
  const step = { id: 'environment', subject: 'aether.yaml' };
  if (facts.environmentMatches) {
    return keepStep({ ...step, summary: 'the environment file is up to date' });
  }
  return { ...step, action: 'create', summary: 'write the environment file', task: { kind: 'environment' } };
}
