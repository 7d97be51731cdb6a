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

/**
 * The cluster: where a part of it may write, the others join that part, one at a time. Where none may, all are
 * stopped, the one that is ahead founds the cluster anew, and the others join it: members that come back all at
 * once after a crash corrupt the GTID domain.
 */
export function planMembers(members: readonly KnownNode[], sandbox: SandboxFacts): SandboxStep[] {
  const restart = members
    .map(({ facts }) => restartReason(facts, sandbox))
    .find((reason) => reason !== undefined);
  const primary = members.some(({ facts }) => isPrimary(facts) || facts.server?.kind === 'denied');
  if (restart !== undefined) return [...stopAll(members, restart), ...foundAndJoin(members)];
  if (!primary) return [...stopAll(members, 'no member may write'), ...foundAndJoin(members)];
  return members.flatMap(planMember);
}

function planMember({ node, facts }: KnownNode): SandboxStep[] {
  const join = (why?: string) => joinStep({ node, facts }, why);
  if (facts.process === null) return [join('no process runs')];
  if (facts.server?.kind === 'denied') return [accountsStep(node)];
  if (isPrimary(facts)) return [keepNode(node, 'the member is in the cluster')];
  if (isCutOff(facts)) {
    return [
      nodeStep('stop', 'stop', node, { summary: 'stop the member', why: 'it has lost the cluster' }),
      join(),
    ];
  }
  return [awaitStep(node)];
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
  const [first, ...others] = members;
  if (first === undefined) return [];
  const withData = members.filter(({ facts }) => facts.data === 'complete');
  const install = withData.length === 0 ? [installStep(first.node)] : [];
  const choose = withData.length > 1;
  const names = withData.map(({ node }) => node.name).join(', ');
  const found = nodeStep('start', 'found', first.node, {
    summary: choose ? `found the cluster on the one of ${names} that is ahead` : 'found the cluster',
    ...(choose && { why: 'no transaction may be lost' }),
    cost: COST.start,
  });
  // Whichever member founds the cluster, its own join finds it running already.
  const joiners = choose
    ? members
    : withData.length === 1
      ? members.filter((each) => each !== withData[0])
      : others;
  return [...install, found, ...joiners.map((member) => joinStep(member))];
}

function joinStep({ node, facts }: KnownNode, why?: string): SandboxStep {
  const copies = facts.data !== 'complete';
  return nodeStep(copies ? 'create' : 'start', 'start', node, {
    summary: copies ? 'join the cluster and copy its data' : 'join the cluster',
    ...(why !== undefined && { why }),
    cost: copies ? COST.transfer : COST.start,
  });
}
