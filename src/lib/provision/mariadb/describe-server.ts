import { createHash } from 'node:crypto';
import { AetherError } from '../../core/errors.ts';
import { hostsWith } from '../../infra/config/hosts-with.ts';
import { ACCOUNT_TABLE } from '../../infra/mariadb/accounts/account-table.ts';
import type {
  GaleraDescription,
  ServerDescription,
} from '../../infra/mariadb/server/render-server-config.ts';
import type { ServerRole } from '../../infra/mariadb/server/server-role.ts';
import { dedicatedSizes, sizesFor } from '../../infra/mariadb/server/server-sizes.ts';
import type { HostView, Target } from '../step-spec.ts';
import {
  DATA_DIR,
  GROUP_PORT,
  IST_PORT,
  LOG_DIR,
  RUN_DIR,
  SOCKET,
  SST_PORT,
  TLS,
  TMP_DIR,
} from './places.ts';

/** Of the transactions that the cluster replicates. */
const CLUSTER_DOMAIN = 1;
/** To a replica the cluster is one source, so its members share one id. */
const CLUSTER_SERVER_ID = 1;

/** The server of a host, as its option file describes it. */
export function describeServer(view: HostView): ServerDescription {
  const { name, host, environment, facts, material } = view;
  const role = serverRole(view);
  const gcacheBytes = environment.mariadb.galera?.gcache_size ?? 0;
  const number = numberOf(name);
  return {
    role,
    osUser: 'mysql',
    basedir: '/usr',
    runDir: RUN_DIR,
    logDir: LOG_DIR,
    tmpDir: TMP_DIR,
    dataDir: DATA_DIR,
    socket: SOCKET,
    address: host.address,
    port: host.ports.mariadb ?? environment.mariadb.port,
    // A container shares the memory of its machine with others.
    sizes: facts.isContainer
      ? { ...sizesFor(role, facts.memoryBytes), gcacheBytes }
      : dedicatedSizes(facts.memoryBytes, gcacheBytes),
    serverId: role === 'member' ? CLUSTER_SERVER_ID : number,
    gtidDomainId: number,
    tls: TLS,
    backup: { user: ACCOUNT_TABLE.backup.user, password: material.passwords.backup ?? '' },
    ...(role === 'member' && { galera: describeMember(view) }),
  };
}

function describeMember({ name, environment }: Target): GaleraDescription {
  const galera = environment.mariadb.galera;
  if (galera === undefined)
    throw new AetherError('BUG', 'a member was planned without the section mariadb.galera');
  return {
    provider: '/usr/lib/galera/libgalera_smm.so',
    clusterName: galera.cluster_name,
    nodeName: name,
    groupAddresses: hostsWith(environment, ['galera']).map(
      (member) => `${environment.hosts[member]?.address ?? ''}:${GROUP_PORT}`,
    ),
    groupPort: GROUP_PORT,
    istPort: IST_PORT,
    sstPort: SST_PORT,
    profile: galera.profile,
    sstMethod: galera.sst_method,
    gtidDomainId: CLUSTER_DOMAIN,
  };
}

function serverRole({ host }: Target): ServerRole {
  if (host.roles.includes('galera')) return 'member';
  return host.roles.includes('replica') ? 'replica' : 'single';
}

/**
 * A number from 1000 on that follows from the name, for the domain of a server's own transactions: it stays when hosts are
 * added to the file or change their order.
 */
export function numberOf(name: string): number {
  return 1000 + (createHash('sha256').update(name).digest().readUInt32BE(0) % 1_000_000_000);
}
