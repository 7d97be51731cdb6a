import type { ServerRole } from '../infra/mariadb/server/server-role.ts';
import { isInCluster, type WsrepFacts } from '../infra/mariadb/galera/wsrep-facts.ts';
import { isFollowing, type ReplicationFacts } from '../infra/mariadb/replication-facts.ts';
import { uptimeSeconds } from '../infra/process/process-table.ts';
import type { NodeFacts, SandboxFacts, ServerFacts } from './facts.ts';
import { nodeLayout, type SandboxLayout } from './layout.ts';
import { ADDRESS, portsOf } from './server-config.ts';
import type { SandboxState } from './sandbox-state.ts';
import { nodesOf, type SandboxNode } from './topology.ts';

/** `unknown`: it runs and does not answer. `broken`: it answers, and does not do its part. */
export type NodeState = 'up' | 'down' | 'broken' | 'unknown';

export interface NodeStatus {
  readonly name: string;
  readonly role: ServerRole;
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

type Probed = Pick<NodeFacts, 'process' | 'server'>;

/** The facts about each node in the words of the answer. */
export async function describeNodes(
  layout: SandboxLayout,
  state: SandboxState,
  facts: Pick<SandboxFacts, 'diverged'> & { readonly nodes: Readonly<Record<string, Probed>> },
): Promise<NodeStatus[]> {
  return Promise.all(
    nodesOf(state).map(async (node) => {
      const status = await describeNode(
        layout,
        state,
        node,
        facts.nodes[node.name] ?? { process: null, server: null },
      );
      const diverged = facts.diverged[node.name];
      if (diverged === undefined) return status;
      return {
        ...status,
        state: 'broken',
        problem: `its GTIDs diverge from the cluster's: ${diverged}`,
      };
    }),
  );
}

async function describeNode(
  layout: SandboxLayout,
  state: SandboxState,
  node: SandboxNode,
  { process, server }: Probed,
): Promise<NodeStatus> {
  const paths = nodeLayout(layout, node.name);
  const answer = server?.kind === 'answers' ? server : null;
  return {
    name: node.name,
    role: node.role,
    ...judge(node, server),
    version: answer === null ? null : answer.version,
    address: ADDRESS,
    port: portsOf(state, node.name).mariadb,
    socket: paths.socket,
    pid: process === null ? null : process.pid,
    uptime_seconds: process === null ? null : await uptimeSeconds(process),
    wsrep: answer === null ? null : describeWsrep(answer.wsrep),
    replication: answer === null ? null : describeReplication(answer.replication),
    error_log: paths.errorLog,
  };
}

function describeWsrep(wsrep: WsrepFacts | null): NodeStatus['wsrep'] {
  if (wsrep === null) return null;
  const { clusterStatus, clusterSize, localState, ready } = wsrep;
  return { cluster_status: clusterStatus, cluster_size: clusterSize, local_state: localState, ready };
}

function describeReplication({ io, sql, lagSeconds }: ReplicationFacts): NodeStatus['replication'] {
  if (io === null || sql === null) return null;
  return { io_running: io, sql_running: sql, lag_seconds: lagSeconds };
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
  const what = replication.io === 'Connecting' ? 'it cannot reach node1' : 'replication stopped';
  return errno === 0 ? what : `${what} (error ${errno})`;
}
