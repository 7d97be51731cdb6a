import {
  renderServerConfig,
  type GaleraDescription,
  type ServerDescription,
} from '../infra/mariadb/server/render-server-config.ts';
import { sizesFor } from '../infra/mariadb/server/server-sizes.ts';
import { ACCOUNTS } from './accounts.ts';
import { nodeLayout, type SandboxLayout } from './layout.ts';
import type { SandboxState } from './sandbox-state.ts';
import type { ServerPrograms } from './server-programs.ts';
import { nodesOf, WSREP_GTID_DOMAIN_ID, type SandboxNode } from './topology.ts';

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
export async function renderNodeConfig(node: SandboxNode, input: ConfigInput): Promise<string> {
  return renderServerConfig(describeServer(node, input));
}

function describeServer(node: SandboxNode, input: ConfigInput): ServerDescription {
  const { layout, programs } = input;
  const paths = nodeLayout(layout, node.name);
  return {
    role: node.role,
    osUser: input.osUser,
    basedir: programs.basedir,
    runDir: paths.dir,
    logDir: paths.dir,
    // Of its own: a server that starts deletes the temporary tables that it finds there, its neighbours' too.
    tmpDir: paths.dir,
    dataDir: paths.dataDir,
    socket: paths.socket,
    address: ADDRESS,
    port: portsOf(input.state, node.name).mariadb,
    sizes: sizesFor(node.role, input.memoryBytes),
    serverId: node.serverId,
    gtidDomainId: node.gtidDomainId,
    tls: { ca: layout.tlsCa, certificate: layout.tlsCertificate, key: layout.tlsKey },
    backup: { user: ACCOUNTS.backup.user, password: input.backupPassword },
    ...(node.role === 'member' && { galera: describeMember(node, input) }),
  };
}

function describeMember(node: SandboxNode, { state, programs }: ConfigInput): GaleraDescription {
  const ports = portsOf(state, node.name);
  const members = nodesOf(state).filter((other) => other.role === 'member');
  return {
    provider: programs.provider ?? '',
    clusterName: state.clusterName,
    nodeName: node.name,
    groupAddresses: members.map((member) => `${ADDRESS}:${portsOf(state, member.name).group}`),
    groupPort: ports.group,
    istPort: ports.ist,
    sstPort: ports.sst,
    profile: 'lan',
    sstMethod: 'mariabackup',
    gtidDomainId: WSREP_GTID_DOMAIN_ID,
  };
}

/** The ports that were chosen for a node. */
export function portsOf(state: SandboxState, node: string): SandboxState['ports'][string] {
  const ports = state.ports[node];
  if (ports === undefined) throw new TypeError(`no ports were chosen for ${node}`);
  return ports;
}
