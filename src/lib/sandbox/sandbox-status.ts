import { uptimeSeconds } from '../infra/process/process-table.ts';
import { isFollowing } from './plan-replica.ts';
import { isInCluster, type NodeFacts, type ServerFacts } from './facts.ts';
import { nodeLayout, type SandboxLayout } from './layout.ts';
import { findServer } from './node-processes.ts';
import { readPasswords } from './passwords.ts';
import { currentLayout } from './prepare-sandbox.ts';
import { probeServer } from './probe-server.ts';
import type { SandboxContext } from './sandbox.ts';
import { ADDRESS, portsOf } from './server-config.ts';
import { readState, type SandboxState } from './sandbox-state.ts';
import { nodesOf, type NodeRole, type SandboxNode } from './topology.ts';

/** `unknown`: it runs and does not answer. `broken`: it answers, and does not do its part. */
export type NodeState = 'up' | 'down' | 'broken' | 'unknown';

export interface NodeStatus {
  readonly name: string;
  readonly role: NodeRole;
  readonly state: NodeState;
  readonly problem: string | null;
  readonly version: string | null;
  readonly address: string;
  readonly port: number;
  readonly socket: string;
  readonly pid: number | null;
  readonly uptime_seconds: number | null;
  readonly wsrep: {
    readonly cluster_status: string;
    readonly cluster_size: number;
    readonly local_state: string;
    readonly ready: boolean;
  } | null;
  readonly replication: {
    readonly io_running: string;
    readonly sql_running: string;
    readonly lag_seconds: number | null;
  } | null;
  readonly error_log: string;
}

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
  const nodes = await describeNodes(layout, state, Object.fromEntries(probed));
  return { root: layout.root, wanted: state.wanted, environment_file: layout.environmentFile, nodes };
}

/** True where all is as the last `up` or `down` left it. */
export function isAsWanted(status: SandboxStatus): boolean {
  return status.wanted !== 'up' || status.nodes.every((node) => node.state === 'up');
}

type Probed = Pick<NodeFacts, 'process' | 'server'>;

/** The facts about each node in the words of the answer. */
export async function describeNodes(
  layout: SandboxLayout,
  state: SandboxState,
  facts: Readonly<Record<string, Probed>>,
): Promise<NodeStatus[]> {
  return Promise.all(
    nodesOf(state).map((node) =>
      describeNode(layout, state, node, facts[node.name] ?? { process: null, server: null }),
    ),
  );
}

async function describeNode(
  layout: SandboxLayout,
  state: SandboxState,
  node: SandboxNode,
  facts: Probed,
): Promise<NodeStatus> {
  const paths = nodeLayout(layout, node.name);
  const answers = facts.server?.kind === 'answers' ? facts.server : undefined;
  const { wsrep, replication } = answers ?? {};
  return {
    name: node.name,
    role: node.role,
    ...judge(node, facts.server),
    version: answers?.version ?? null,
    address: ADDRESS,
    port: portsOf(state, node.name).mariadb,
    socket: paths.socket,
    pid: facts.process?.pid ?? null,
    uptime_seconds: facts.process === null ? null : Math.round(await uptimeSeconds(facts.process)),
    wsrep:
      wsrep === undefined || wsrep === null
        ? null
        : {
            cluster_status: wsrep.clusterStatus,
            cluster_size: wsrep.clusterSize,
            local_state: wsrep.localState,
            ready: wsrep.ready,
          },
    replication:
      replication === undefined || replication.io === null
        ? null
        : {
            io_running: replication.io,
            sql_running: replication.sql ?? '',
            lag_seconds: replication.lagSeconds,
          },
    error_log: paths.errorLog,
  };
}

/** A state, and what is wrong where it is not up. */
export function judge(
  node: SandboxNode,
  server: ServerFacts | null,
): { readonly state: NodeState; readonly problem: string | null } {
  if (server === null) return { state: 'down', problem: null };
  if (server.kind === 'silent') return { state: 'unknown', problem: server.reason };
  if (server.kind !== 'answers') return { state: 'broken', problem: server.reason };
  const problem =
    node.role === 'single' ? null : (memberProblem(node, server) ?? replicaProblem(node, server));
  return { state: problem === null ? 'up' : 'broken', problem };
}

type Answer = Extract<ServerFacts, { kind: 'answers' }>;

function memberProblem(node: SandboxNode, { wsrep }: Answer): string | null {
  if (node.role !== 'member') return null;
  if (wsrep === null) return 'it is not a member of the cluster';
  return isInCluster(wsrep) ? null : `${wsrep.clusterStatus}, ${wsrep.localState}`;
}

function replicaProblem(node: SandboxNode, { replication }: Answer): string | null {
  if (node.role !== 'replica' || isFollowing(replication)) return null;
  if (replication.io === null) return 'it follows nobody';
  const errno = replication.sqlErrno === 0 ? replication.ioErrno : replication.sqlErrno;
  return `replication stopped${errno === 0 ? '' : ` with error ${errno}`}`;
}
