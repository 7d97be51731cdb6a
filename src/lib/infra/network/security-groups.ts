import type { HostRole } from '../config/sections/hosts-section.ts';

/** Who opens a connection: hosts with a role, or a list of networks of the environment file. */
export type Peer = HostRole | 'operators' | 'clients';

/** The ports of a service, as the environment file or the servers name them. */
export type ServicePort = 'ssh' | 'mariadb' | 'mongo' | 'group' | 'ist' | 'sst';

export interface AccessRule {
  /** Hosts with one of these roles. */
  readonly to: readonly HostRole[];
  readonly port: ServicePort;
  readonly from: readonly Peer[];
}

const PRIVATE = ['galera', 'replica', 'mariadb', 'mongo', 'orchestrator'] as const;

/**
 * Every TCP connection that is allowed between hosts; what is not here is dropped. SSH of hosts without a bastion is allowed
 * to operators by whoever reads the table.
 */
export const ACCESS_RULES: readonly AccessRule[] = [
  { to: ['bastion'], port: 'ssh', from: ['operators'] },
  { to: PRIVATE, port: 'ssh', from: ['bastion'] },
  { to: ['galera'], port: 'mariadb', from: ['galera', 'replica', 'orchestrator', 'clients'] },
  { to: ['replica'], port: 'mariadb', from: ['galera', 'orchestrator', 'clients'] },
  { to: ['mariadb'], port: 'mariadb', from: ['replica', 'orchestrator', 'clients'] },
  { to: ['galera'], port: 'group', from: ['galera'] },
  { to: ['galera'], port: 'ist', from: ['galera'] },
  // A replica listens there while it receives its first copy.
  { to: ['galera', 'replica'], port: 'sst', from: ['galera', 'mariadb'] },
  { to: ['mongo'], port: 'mongo', from: ['mongo', 'orchestrator', 'clients'] },
];
