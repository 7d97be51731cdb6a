import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AetherError } from '../core/errors.ts';
import type { StepEnd } from '../core/run-step.ts';
import { chooseFounder, type FounderCandidate } from '../infra/mariadb/galera/choose-founder.ts';
import { markFounder, type GaleraPosition } from '../infra/mariadb/galera/galera-position.ts';
import { writeFileAtomic } from '../infra/state/write-file-atomic.ts';
import { readDataState } from './collect-facts.ts';
import { nodeLayout } from './layout.ts';
import { readPosition, startPosition, unreadablePosition } from './read-position.ts';
import type { Sandbox } from './sandbox.ts';
import { startServer } from './start-server.ts';
import { nodesOf, type SandboxNode } from './topology.ts';

/** Starts the member that is ahead as the first of a new cluster. All members must be stopped. */
export async function foundCluster(sandbox: Sandbox): Promise<StepEnd> {
  const members: SandboxNode[] = [];
  for (const node of nodesOf(sandbox.state)) {
    const data = await readDataState(nodeLayout(sandbox.layout, node.name));
    if (node.role === 'member' && data === 'complete') members.push(node);
  }
  const candidates: FounderCandidate[] = [];
  for (const member of members) {
    candidates.push({ node: member.name, position: await readPosition(sandbox, member) });
  }
  const { founder, position } = requireFounder(sandbox, members, candidates);
  for (const member of members) await rewriteGrastate(sandbox, member, member === founder);
  await startServer(sandbox, founder, ['--wsrep-new-cluster', ...startPosition(position)]);
  return { detail: position === undefined ? founder.name : `${founder.name} at ${position.seqno}` };
}

interface Founder {
  readonly founder: SandboxNode;
  readonly position: GaleraPosition | undefined;
}

/** Throws SANDBOX_DAMAGED if a choice could throw writes away. */
function requireFounder(
  sandbox: Sandbox,
  members: readonly SandboxNode[],
  candidates: readonly FounderCandidate[],
): Founder {
  const verdict = chooseFounder(candidates);
  if (verdict.kind === 'unreadable') throw unreadablePosition(sandbox, verdict.node);
  if (verdict.kind === 'strangers') throw strangers(...verdict.positions);
  const founder = members.find((member) => verdict.kind === 'founder' && member.name === verdict.node);
  if (verdict.kind === 'nobody' || founder === undefined) {
    throw new TypeError('no member has data to found a cluster on');
  }
  return { founder, position: verdict.position };
}

function strangers(first: GaleraPosition, other: GaleraPosition): AetherError {
  return new AetherError(
    'SANDBOX_DAMAGED',
    `${first.node} (${first.uuid}) and ${other.node} (${other.uuid}) were in different clusters`,
    {
      hint: `move the data directory of the one to lose away, and run "aether sandbox up" again`,
      details: { positions: [first, other].map(({ node, text }) => ({ node, position: text })) },
    },
  );
}

async function rewriteGrastate(sandbox: Sandbox, node: SandboxNode, mayFound: boolean): Promise<void> {
  const file = join(nodeLayout(sandbox.layout, node.name).dataDir, 'grastate.dat');
  const grastate = await readFile(file, 'utf8').catch(() => undefined);
  if (grastate !== undefined) await writeFileAtomic(file, markFounder(grastate, mayFound), 0o600);
}
