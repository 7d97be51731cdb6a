import { readFile } from 'node:fs/promises';
import { packageFile } from '../../../core/package-root.ts';
import { renderTemplate } from '../../template/render-template.ts';
import type { ServerRole } from './server-role.ts';
import type { ServerSizes } from './server-sizes.ts';

/** A server as its option file describes it, wherever it runs: plain data. */
export interface ServerDescription {
  readonly role: ServerRole;
  readonly osUser: string;
  readonly basedir: string;
  readonly runDir: string;
  readonly logDir: string;
  /** For temporary tables; no other server may have it. */
  readonly tmpDir: string;
  readonly dataDir: string;
  readonly socket: string;
  readonly address: string;
  readonly port: number;
  readonly sizes: ServerSizes;
  readonly serverId: number;
  readonly gtidDomainId: number;
  readonly tls: { readonly ca: string; readonly certificate: string; readonly key: string };
  /** Who copies the server: for a new replica, and as the donor of a state transfer. */
  readonly backup: { readonly user: string; readonly password: string };
  /** For a member only. */
  readonly galera?: GaleraDescription;
}

export interface GaleraDescription {
  /** The provider's library. */
  readonly provider: string;
  readonly clusterName: string;
  readonly nodeName: string;
  /** `address:port` of every member, this one too. */
  readonly groupAddresses: readonly string[];
  readonly groupPort: number;
  readonly istPort: number;
  readonly sstPort: number;
  readonly profile: 'lan' | 'wan';
  readonly sstMethod: 'mariabackup' | 'rsync';
  /** The GTID domain of what the cluster replicates. */
  readonly gtidDomainId: number;
}

/**
 * Provider options of each profile. In a LAN gmcast.peer_timeout stays below evs.suspect_timeout, so that a one-way loss is
 * relayed before anyone is suspected; for a WAN the defaults of Galera are right.
 */
const GROUP_TIMERS: Readonly<Record<GaleraDescription['profile'], string>> = {
  lan:
    'evs.keepalive_period=PT0.3S;evs.inactive_check_period=PT0.1S;evs.suspect_timeout=PT1S;evs.inactive_timeout=PT3S;' +
    'evs.install_timeout=PT1.5S;evs.join_retrans_period=PT0.2S;gmcast.peer_timeout=PT0.5S;',
  wan: '',
};

/** One concern per file, in configs/galera. */
const TEMPLATES: Readonly<Record<ServerRole, readonly string[]>> = {
  single: ['server', 'binlog', 'tls', 'backup'],
  member: ['server', 'binlog', 'tls', 'backup', 'galera'],
  replica: ['server', 'binlog', 'tls', 'backup', 'replica'],
};

/** The text of a server's option file. */
export async function renderServerConfig(server: ServerDescription): Promise<string> {
  const texts = TEMPLATES[server.role].map((name) =>
    readFile(packageFile('configs', 'galera', `${name}.cnf`), 'utf8'),
  );
  return renderTemplate((await Promise.all(texts)).join('\n'), {
    ...serverValues(server),
    ...(server.galera === undefined ? {} : memberValues(server.galera, server.sizes)),
  });
}

function serverValues(server: ServerDescription): Record<string, string | number> {
  return {
    os_user: server.osUser,
    basedir: server.basedir,
    run_dir: server.runDir,
    log_dir: server.logDir,
    tmp_dir: server.tmpDir,
    data_dir: server.dataDir,
    socket: server.socket,
    address: server.address,
    port: server.port,
    buffer_pool_bytes: server.sizes.bufferPoolBytes,
    redo_log_bytes: server.sizes.redoLogBytes,
    server_id: server.serverId,
    gtid_domain_id: server.gtidDomainId,
    tls_ca: server.tls.ca,
    tls_certificate: server.tls.certificate,
    tls_key: server.tls.key,
    backup_user: server.backup.user,
    backup_password: server.backup.password,
  };
}

function memberValues(galera: GaleraDescription, sizes: ServerSizes): Record<string, string | number> {
  return {
    provider: galera.provider,
    cluster_name: galera.clusterName,
    node_name: galera.nodeName,
    group_addresses: galera.groupAddresses.join(','),
    group_port: galera.groupPort,
    ist_port: galera.istPort,
    sst_port: galera.sstPort,
    wsrep_gtid_domain_id: galera.gtidDomainId,
    gcache_bytes: sizes.gcacheBytes,
    group_timers: GROUP_TIMERS[galera.profile],
    sst_method: galera.sstMethod,
  };
}
