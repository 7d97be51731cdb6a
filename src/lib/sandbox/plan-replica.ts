import { isFollowing, type ReplicationFacts } from '../infra/mariadb/replication-facts.ts';
import type { SandboxFacts } from './facts.ts';
import {
  accountsStep,
  awaitStep,
  COST,
  keepNode,
  nodeStep,
  restartReason,
  type KnownNode,
  type SandboxStep,
} from './plan-steps.ts';

/** The replica: copied from node1 where it has no data, rebuilt where it cannot go on, else set going. */
export function planReplica({ node, facts }: KnownNode, sandbox: SandboxFacts): SandboxStep[] {
  const stop = (why: string) => nodeStep('stop', 'stop', node, { summary: 'stop the replica', why });
  const seed = nodeStep('create', 'seed', node, {
    summary: 'copy node1 with mariadb-backup',
    cost: COST.seed,
  });
  const start = nodeStep('start', 'start', node, { summary: 'start the replica', cost: COST.start });
  const follow = nodeStep('run', 'follow', node, { summary: 'follow node1 by GTID over TLS' });
  if (facts.data !== 'complete') return [seed, start, follow];
  if (facts.process === null) return [start, follow];
  const restart = restartReason(facts, sandbox);
  if (restart !== undefined) return [stop(restart), start, follow];
  if (facts.server?.kind === 'denied') return [accountsStep(node)];
  if (facts.server?.kind !== 'answers') return [awaitStep(node)];
  const broken = brokenBy(facts.server.replication);
  if (broken !== undefined) {
    const clear = nodeStep('delete', 'clear', node, {
      summary: 'remove its data',
      why: `${broken}: it cannot go on`,
    });
    return [stop(broken), clear, seed, start, follow];
  }
  const accounts = facts.changedAccounts.length > 0 ? [accountsStep(node, facts.changedAccounts)] : [];
  if (!isFollowing(facts.server.replication)) return [...accounts, follow];
  return accounts.length > 0 ? accounts : [keepNode(node, 'the replica follows node1')];
}

/** Any error of the applier, and 1236, "the source has not got this position": starting the threads cannot help. */
function brokenBy(replication: ReplicationFacts): string | undefined {
  if (replication.sqlErrno !== 0) return `replication stopped with error ${replication.sqlErrno}`;
  return replication.ioErrno === 1236 ? 'node1 no longer has the transactions it needs' : undefined;
}
