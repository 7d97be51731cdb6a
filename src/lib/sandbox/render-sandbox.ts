import type { TextView } from '../core/command.ts';
import { formatNumberOf, formatSeconds } from '../core/units.ts';
import type { MongoStatus } from './mongo/mongo-status.ts';
import type { NodeState, NodeStatus } from './node-status.ts';
import type { SandboxStatus } from './sandbox-status.ts';
import type { DownReport } from './sandbox-down.ts';
import type { UpReport } from './sandbox-up.ts';

/** The answer of `sandbox up`. */
export function renderUp(report: UpReport, view: TextView): string {
  const head = report.changed === 0 ? 'already up' : 'up';
  return [
    `${view.style.strong('sandbox')} is ${view.style.good(head)}`,
    renderNodes(report.nodes, view),
    ...(report.mongo === null ? [] : [renderMongo(report.mongo, view)]),
    renderPlaces(report),
  ].join('\n\n');
}

/** Where to go on: the file for aether, the socket for the client, where the system's user needs no password. */
function renderPlaces({ environmentFile, nodes }: UpReport): string {
  const lines = [`environment file  ${environmentFile}`];
  const [first] = nodes;
  if (first !== undefined) lines.push(`SQL prompt        mariadb --socket=${first.socket}`);
  return lines.join('\n');
}

/** The answer of `sandbox down`. */
export function renderDown(report: DownReport): string {
  const stopped =
    report.stopped.length === 0 ? 'nothing was running' : `stopped ${report.stopped.join(', ')}`;
  return report.purged ? `${stopped}; all data removed` : stopped;
}

/** The answer of `sandbox status`. */
export function renderStatus(status: SandboxStatus, view: TextView): string {
  if (status.wanted === null) return `there is no sandbox in ${status.root}`;
  const { mongo } = status;
  const servers = [...status.nodes, ...(mongo === null ? [] : [mongo])];
  const problems = servers.flatMap((node) =>
    node.problem === null ? [] : [`${node.name}: ${node.problem} (${node.error_log})`],
  );
  const documents = mongo === null ? [] : ['', renderMongo(mongo, view)];
  return [renderNodes(status.nodes, view), ...documents, ...problems].join('\n');
}

function renderNodes(nodes: readonly NodeStatus[], view: TextView): string {
  const together = nodes.some((node) => node.role !== 'single');
  const head = [
    'node',
    'role',
    'state',
    'version',
    'address',
    'pid',
    'uptime',
    ...(together ? ['part'] : []),
  ];
  const rows = nodes.map((node) => [
    node.name,
    node.role,
    paintState(node.state, view),
    node.version?.split('-')[0] ?? '-',
    `${node.address}:${node.port}`,
    node.pid === null ? '-' : String(node.pid),
    node.uptime_seconds === null ? '-' : formatSeconds(node.uptime_seconds),
    ...(together ? [describePart(node)] : []),
  ]);
  return view.table(head, rows, { drop: ['uptime', 'pid', 'version'] });
}

function renderMongo(mongo: MongoStatus, view: TextView): string {
  const head = ['node', 'state', 'server', 'address', 'pid', 'uptime'];
  const row = [
    mongo.name,
    paintState(mongo.state, view),
    mongo.server,
    `${mongo.address}:${mongo.port}`,
    mongo.pid === null ? '-' : String(mongo.pid),
    mongo.uptime_seconds === null ? '-' : formatSeconds(mongo.uptime_seconds),
  ];
  return view.table(head, [row], { drop: ['uptime', 'pid'] });
}

/** What it does among the others. */
function describePart({ wsrep, replication }: NodeStatus): string {
  if (wsrep !== null)
    return `${wsrep.cluster_status}, ${wsrep.local_state}, ${formatNumberOf(wsrep.cluster_size, 'member')}`;
  if (replication === null) return '-';
  const lag = replication.lag_seconds;
  return lag === null ? 'not following' : `follows node1, ${lag} s behind`;
}

function paintState(state: NodeState, view: TextView): string {
  if (state === 'up') return view.style.good(state);
  return state === 'unknown' ? view.style.warn(state) : view.style.bad(state);
}
