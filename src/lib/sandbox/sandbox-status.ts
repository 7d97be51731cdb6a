import { nodeLayout } from './layout.ts';
import { findServer } from './node-processes.ts';
import { describeNodes, type NodeStatus } from './node-status.ts';
import { findDiverged } from './diverged-members.ts';
import { readPasswords } from './passwords.ts';
import { isPrimary } from './plan-steps.ts';
import { currentLayout } from './prepare-sandbox.ts';
import { probeServer } from './probe-server.ts';
import type { SandboxContext } from './sandbox.ts';
import { readState } from './sandbox-state.ts';
import { nodesOf } from './topology.ts';

export interface SandboxStatus {
  readonly root: string;
  /** null where there is no sandbox. */
  readonly wanted: 'up' | 'down' | null;
  readonly environment_file: string | null;
  readonly nodes: readonly NodeStatus[];
}

/** How the servers are; takes no lock, changes nothing. */
export async function sandboxStatus(context: SandboxContext): Promise<SandboxStatus> {
  const layout = currentLayout(context.stateDir);
  const state = await readState(layout);
  if (state === undefined) return { root: layout.root, wanted: null, environment_file: null, nodes: [] };
  const passwords = await readPasswords(layout, context.redactor);
  const probed = await Promise.all(
    nodesOf(state).map(async ({ name }) => {
      const process = await findServer(nodeLayout(layout, name));
      const server = process === null ? null : await probeServer({ context, layout, state, passwords }, name);
      return [name, { process, server }] as const;
    }),
  );
  const members = probed.filter(([, facts]) => isPrimary(facts)).map(([name]) => name);
  const diverged = await findDiverged({ context, layout, state, passwords }, members);
  const nodes = await describeNodes(layout, state, { nodes: Object.fromEntries(probed), diverged });
  return { root: layout.root, wanted: state.wanted, environment_file: layout.environmentFile, nodes };
}

/** True where all is as the last `up` or `down` left it. */
export function isAsWanted(status: SandboxStatus): boolean {
  return status.wanted !== 'up' || status.nodes.every((node) => node.state === 'up');
}
