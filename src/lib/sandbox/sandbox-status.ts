import { nodeLayout, type SandboxLayout } from './layout.ts';
import { readMongoPasswords } from './mongo/mongo-passwords.ts';
import { MONGO_NODE } from './mongo/mongo-server.ts';
import type { MongoState } from './mongo/mongo-state.ts';
import { describeMongoServer, type MongoStatus } from './mongo/mongo-status.ts';
import { probeMongo } from './mongo/probe-mongo.ts';
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
  /** null without a MongoDB server. */
  readonly mongo: MongoStatus | null;
}

/** How the servers are; takes no lock, changes nothing. */
export async function sandboxStatus(context: SandboxContext): Promise<SandboxStatus> {
  const layout = currentLayout(context.stateDir);
  const state = await readState(layout);
  if (state === undefined)
    return { root: layout.root, wanted: null, environment_file: null, nodes: [], mongo: null };
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
  const mongo = state.mongo === null ? null : await lookAtMongo(context, layout, state.mongo);
  return { root: layout.root, wanted: state.wanted, environment_file: layout.environmentFile, nodes, mongo };
}

async function lookAtMongo(
  context: SandboxContext,
  layout: SandboxLayout,
  mongo: MongoState,
): Promise<MongoStatus> {
  const process = await findServer(nodeLayout(layout, MONGO_NODE));
  const passwords = await readMongoPasswords(layout, context.redactor);
  const answer = process === null ? null : await probeMongo({ context, layout, mongo }, passwords?.admin);
  return describeMongoServer(layout, mongo, { process, answer });
}

/** True where all is as the last `up` or `down` left it. */
export function isAsWanted(status: SandboxStatus): boolean {
  const servers = [...status.nodes, ...(status.mongo === null ? [] : [status.mongo])];
  return status.wanted !== 'up' || servers.every((server) => server.state === 'up');
}
