import { isInconsistent, LEFT_INCONSISTENT } from '../infra/mariadb/galera/member-report.ts';
import type { NodeFacts, SandboxFacts } from './facts.ts';
import {
  accountsStep,
  awaitStep,
  COST,
  installStep,
  isPrimary,
  keepNode,
  nodeStep,
  restartReason,
  type KnownNode,
  type SandboxStep,
} from './plan-steps.ts';
import type { SandboxNode } from './topology.ts';

/**
 * The cluster: where a part of it may write, the others join that part, one at a time. Where none may, all are
 * stopped, the one that is ahead founds the cluster again, and the others join it: members that come back all at
 * once after a crash corrupt the GTID domain.
 */
export function planMembers(members: readonly KnownNode[], sandbox: SandboxFacts): SandboxStep[] {
  const restart = members
    .map(({ facts }) => restartReason(facts, sandbox))
    .find((reason) => reason !== undefined);
  const primary = members.some(({ facts }) => isPrimary(facts) || facts.server?.kind === 'denied');
  if (restart !== undefined) return [...stopAll(members, restart), ...foundAndJoin(members)];
  if (!primary) return [...stopAll(members, 'no member may write'), ...foundAndJoin(members)];
  const steps = members.flatMap((member) => planMember(member, sandbox.diverged[member.node.name]));
  // A join asks the other members, and a donor logs in to itself: first those that refuse our passwords get them.
  const isDenied = (step: SandboxStep) => step.task?.kind === 'accounts';
  return [
    ...steps.filter(isDenied),
    ...planAccounts(members, sandbox),
    ...steps.filter((step) => !isDenied(step)),
  ];
}

/** What is set on one member is replicated. */
function planAccounts(members: readonly KnownNode[], { accountsMatch }: SandboxFacts): SandboxStep[] {
  const primary = members.filter(({ facts }) => isPrimary(facts));
  const changed = [...new Set(primary.flatMap(({ facts }) => facts.changedAccounts))];
  const [first] = primary;
  if (first === undefined || (accountsMatch && changed.length === 0)) return [];
  return [accountsStep(first.node, changed)];
}

/** `diverged`: what is wrong with its GTIDs. */
function planMember({ node, facts }: KnownNode, diverged: string | undefined): SandboxStep[] {
  const join = (why?: string) => joinStep({ node, facts }, why);
  if (facts.process === null) return [join('no process runs')];
  if (facts.server?.kind === 'denied') return [accountsStep(node)];
  if (isPrimary(facts)) {
    return diverged === undefined
      ? [keepNode(node, 'the member is in the cluster')]
      : replaceData(node, facts, diverged);
  }
  if (facts.server?.kind === 'answers' && facts.server.wsrep !== null && isInconsistent(facts.server.wsrep))
    return moveAside(node, facts);
  if (isCutOff(facts)) {
    return [
      nodeStep('stop', 'stop', node, { summary: 'stop the member', why: 'it has lost the cluster' }),
      join(),
    ];
  }
  return [awaitStep(node)];
}

/** A restart does not repair GTIDs; all rows of a member in the cluster are on the others too. */
function replaceData(node: SandboxNode, facts: NodeFacts, problem: string): SandboxStep[] {
  const why = `its GTIDs diverge from the cluster's: ${problem}`;
  return [
    nodeStep('stop', 'stop', node, { summary: 'stop the member', why }),
    nodeStep('delete', 'clear', node, { summary: 'remove its data', why: 'only a full copy repairs it' }),
    joinStep({ node, facts: { ...facts, data: 'absent' } }),
  ];
}

/** It may have rows that nobody else has. */
function moveAside(node: SandboxNode, facts: NodeFacts): SandboxStep[] {
  const why = `it ${LEFT_INCONSISTENT}`;
  return [
    nodeStep('stop', 'stop', node, { summary: 'stop the member', why }),
    nodeStep('change', 'set-aside', node, { summary: 'move its data aside; nothing is erased' }),
    joinStep({ node, facts: { ...facts, data: 'absent' } }),
  ];
}

/** It answers, and says that it belongs to no cluster that may write. */
function isCutOff(facts: NodeFacts): boolean {
  return facts.server?.kind === 'answers' && facts.server.wsrep?.clusterStatus !== 'Primary';
}

/** In reverse order, so that the first node is ahead of the others and founds the cluster again. */
function stopAll(members: readonly KnownNode[], why: string): SandboxStep[] {
  const running = members.filter(({ facts }) => facts.process !== null);
  return running
    .toReversed()
    .map(({ node }) => nodeStep('stop', 'stop', node, { summary: 'stop the member', why }));
}

function foundAndJoin(members: readonly KnownNode[]): SandboxStep[] {
  const [first] = members;
  if (first === undefined) return [];
  const withData = members.filter(({ facts }) => facts.data === 'complete');
  const install = withData.length === 0 ? [installStep(first.node)] : [];
  const names = withData.map(({ node }) => node.name);
  const [founder] = withData.length > 0 ? withData : members;
  // Several have data: the run finds out which of them is ahead. Its own join then finds it in the cluster.
  const contest = names.length > 1;
  const found = nodeStep('start', 'found', first.node, {
    summary: contest ? `bootstrap it from the most advanced of ${names.join(', ')}` : 'found the cluster',
    ...(contest && { why: 'no transaction may be lost' }),
    cost: COST.start,
  });
  const joiners = contest ? members : members.filter((member) => member !== founder);
  return [
    ...install,
    { ...found, subject: contest ? 'cluster' : (founder ?? first).node.name },
    ...joiners.map((member) => joinStep(member, contest ? 'unless it has founded it' : undefined)),
  ];
}

function joinStep({ node, facts }: KnownNode, why?: string): SandboxStep {
  const copies = facts.data !== 'complete';
  return nodeStep(copies ? 'create' : 'start', 'start', node, {
    summary: copies ? 'join the cluster and copy its data' : 'join the cluster',
    ...(why !== undefined && { why }),
    cost: copies ? COST.transfer : COST.start,
  });
}
