import type { ServerRole } from '../infra/mariadb/server/server-role.ts';

export interface SandboxNode {
  readonly name: string;
  /** A replica follows node1. */
  readonly role: ServerRole;
  readonly serverId: number;
  readonly gtidDomainId: number;
}

/** Of the transactions that the cluster replicates; ids of single servers begin at 11. */
export const WSREP_GTID_DOMAIN_ID = 1;

/** The first of the servers: the one on its own, or the cluster member that a replica follows. */
export const FIRST_NODE = 'node1';

export interface Topology {
  readonly galera: boolean;
  readonly replica: boolean;
}

/** The nodes in the order in which they are started. */
export function nodesOf(topology: Topology): SandboxNode[] {
  const role = topology.galera ? 'member' : 'single';
  const count = topology.galera ? 3 : 1;
  // Members share one server id: to a replica the cluster is one source.
  const nodes: SandboxNode[] = Array.from({ length: count }, (_, index) => ({
    name: `node${index + 1}`,
    role,
    serverId: 1,
    gtidDomainId: 11 + index,
  }));
  if (topology.replica) nodes.push({ name: 'replica1', role: 'replica', serverId: 2, gtidDomainId: 21 });
  return nodes;
}

/** The environment file's word for a role. */
export const HOST_ROLE = { single: 'mariadb', member: 'galera', replica: 'replica' } as const;
