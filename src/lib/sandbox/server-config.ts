import { readFile } from 'node:fs/promises';
import { packageFile } from '../core/package-root.ts';
import { renderTemplate } from '../infra/template/render-template.ts';
import { ACCOUNTS } from './accounts.ts';
import { nodeLayout, type SandboxLayout } from './layout.ts';
import type { SandboxState } from './sandbox-state.ts';
import type { ServerPrograms } from './server-programs.ts';
import { sizesFor } from './sizing.ts';
import { nodesOf, WSREP_GTID_DOMAIN_ID, type NodeRole, type SandboxNode } from './topology.ts';

/** One concern per file, in configs/galera. */
const TEMPLATES: Readonly<Record<NodeRole, readonly string[]>> = {
  single: ['server', 'binlog', 'tls', 'backup'],
  member: ['server', 'binlog', 'tls', 'backup', 'galera'],
  replica: ['server', 'binlog', 'tls', 'backup', 'replica'],
};

export interface ConfigInput {
  readonly layout: SandboxLayout;
  readonly state: SandboxState;
  readonly programs: Pick<ServerPrograms, 'basedir' | 'provider'>;
  readonly backupPassword: string;
  readonly osUser: string;
  readonly memoryBytes: number;
}

export const ADDRESS = '127.0.0.1';

/** The text of a node's my.cnf. */
export async function renderServerConfig(node: SandboxNode, input: ConfigInput): Promise<string> {
  const texts = TEMPLATES[node.role].map((name) =>
    readFile(packageFile('configs', 'galera', `${name}.cnf`), 'utf8'),
  );
  const values = {
    ...serverValues(node, input),
    ...(node.role === 'member' ? memberValues(node, input) : {}),
  };
  return renderTemplate((await Promise.all(texts)).join('\n'), values);
}

function serverValues(node: SandboxNode, input: ConfigInput): Record<string, string | number> {
  const { layout, programs } = input;
  const paths = nodeLayout(layout, node.name);
  const sizes = sizesFor(node.role, input.memoryBytes);
  return {
    os_user: input.osUser,
    basedir: programs.basedir,
    run_dir: paths.dir,
    data_dir: paths.dataDir,
    socket: paths.socket,
    address: ADDRESS,
    port: portsOf(input.state, node.name).mariadb,
    buffer_pool_bytes: sizes.bufferPoolBytes,
    redo_log_bytes: sizes.redoLogBytes,
    server_id: node.serverId,
    gtid_domain_id: node.gtidDomainId,
    tls_ca: layout.tlsCa,
    tls_certificate: layout.tlsCertificate,
    tls_key: layout.tlsKey,
    backup_user: ACCOUNTS.backup.user,
    backup_password: input.backupPassword,
  };
}

function memberValues(node: SandboxNode, input: ConfigInput): Record<string, string | number> {
  const { state, programs } = input;
  const ports = portsOf(state, node.name);
  const members = nodesOf(state).filter((other) => other.role === 'member');
  return {
    provider: programs.provider ?? '',
    cluster_name: state.clusterName,
    node_name: node.name,
    group_addresses: members.map((member) => `${ADDRESS}:${portsOf(state, member.name).group}`).join(','),
    group_port: ports.group,
    ist_port: ports.ist,
    sst_port: ports.sst,
    wsrep_gtid_domain_id: WSREP_GTID_DOMAIN_ID,
    gcache_bytes: sizesFor(node.role, input.memoryBytes).gcacheBytes,
  };
}

/** The ports that were chosen for a node. */
export function portsOf(state: SandboxState, node: string): SandboxState['ports'][string] {
  const ports = state.ports[node];
  if (ports === undefined) throw new TypeError(`no ports were chosen for ${node}`);
  return ports;
}
