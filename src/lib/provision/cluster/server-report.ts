import type { AccountKey } from '../../infra/mariadb/accounts/account-table.ts';
import { SEED_DIRECTORY } from '../mariadb/places.ts';
import {
  NO_HISTORY,
  type LiveMember,
  type MemberData,
  type MemberReport,
} from '../../infra/mariadb/galera/member-report.ts';

/** What a host said about its MariaDB server. */
export interface ServerReport {
  readonly host: string;
  readonly isRunning: boolean;
  readonly isInstalled: boolean;
  readonly isOurs: boolean;
  /** Its data are a copy that aether made of another server. */
  readonly isSeeded: boolean;
  /** It was started with the option file that is on disk now. */
  readonly runsWithConfig: boolean;
  readonly data: MemberData;
  readonly knownAddresses: readonly string[];
  readonly answers: boolean;
  readonly status: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
  /** Host, port and the two threads of its source; undefined if it has none. */
  readonly replica: ReplicaState | undefined;
  readonly logins: readonly { readonly user: string; readonly host: string; readonly hash: string }[];
  readonly grants: Readonly<Partial<Record<AccountKey, readonly string[]>>>;
}

export interface ReplicaState {
  readonly host: string;
  readonly io: string;
  readonly sql: string;
}

const SYSTEM_DIRECTORIES: ReadonlySet<string> = new Set([
  'mysql',
  'performance_schema',
  'sys',
  'test',
  'lost+found',
  '.sst',
  SEED_DIRECTORY,
]);

/** Reads what the server's probe printed. */
export function parseServer(host: string, text: string): ServerReport {
  const lines = text.split('\n');
  const firstSection = lines.findIndex((line) => line.startsWith('@'));
  const head = firstSection === -1 ? lines : lines.slice(0, firstSection);
  const all = (name: string) =>
    head.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1).trim());
  const one = (name: string) => all(name)[0] ?? '';
  const sections = sectionsOf(lines.slice(firstSection));
  const status = pairs(sections.get('status'));
  const config = { disk: one('config-on-disk'), running: one('config-running') };
  return {
    host,
    isRunning: !['inactive', 'failed', ''].includes(one('unit')),
    isInstalled: one('package') === 'installed',
    isOurs: one('installed-by') === 'aether',
    isSeeded: head.includes('seeded'),
    runsWithConfig: config.disk !== '' && config.disk === config.running,
    data: dataOf({
      databases: all('directory').filter((name) => !SYSTEM_DIRECTORIES.has(name) && !name.startsWith('#')),
      uuid: one('grastate-uuid'),
      seqno: one('grastate-seqno'),
      isCutOff: head.includes('sst-in-progress'),
    }),
    knownAddresses: knownAddresses(all('address'), status['wsrep_incoming_addresses'] ?? ''),
    answers: Object.keys(status).length > 0 || sections.has('logins'),
    status,
    variables: pairs(sections.get('variables')),
    replica: replicaOf(sections.get('replica')?.[0]),
    logins: (sections.get('logins') ?? []).map((line) => {
      const [user = '', from = '', hash = ''] = line.split('\t');
      return { user, host: from, hash };
    }),
    grants: Object.fromEntries(
      [...sections]
        .filter(([name]) => name.startsWith('grants '))
        .map(([name, rows]) => [name.slice(7), rows]),
    ),
  };
}

/** As the decisions about a cluster take it. */
export function memberReport(server: ServerReport, address: string): MemberReport {
  const wsrep = liveMember(server);
  return {
    member: server.host,
    address,
    server: server.isRunning ? 'running' : 'stopped',
    data: server.data,
    knownAddresses: server.knownAddresses,
    ...(wsrep === undefined ? {} : { wsrep }),
  };
}

function liveMember({ status, variables }: ServerReport): LiveMember | undefined {
  if (variables['wsrep_on'] !== 'ON') return undefined;
  const cached = status['wsrep_local_cached_downto'] ?? '';
  return {
    clusterStatus: status['wsrep_cluster_status'] ?? '',
    clusterUuid: status['wsrep_cluster_state_uuid'] ?? '',
    clusterSize: Number(status['wsrep_cluster_size'] ?? 0),
    localState: status['wsrep_local_state_comment'] ?? '',
    lastCommitted: BigInt(status['wsrep_last_committed'] ?? 0),
    // Without any it prints the greatest number that there is.
    cachedDownTo: /^\d{1,18}$/.test(cached) ? BigInt(cached) : undefined,
  };
}

function dataOf(data: {
  readonly databases: readonly string[];
  readonly uuid: string;
  readonly seqno: string;
  readonly isCutOff: boolean;
}): MemberData {
  // A copy that was cut off belongs to nobody: its source has it whole.
  if (data.isCutOff) return { kind: 'blank' };
  if (data.uuid === '' || data.uuid === NO_HISTORY) {
    return data.databases.length === 0 ? { kind: 'blank' } : { kind: 'foreign' };
  }
  const seqno = /^\d+$/.test(data.seqno) ? BigInt(data.seqno) : 'unclear';
  return { kind: 'history', uuid: data.uuid, seqno };
}

/** Lines that begin with `@` name the rows after them. */
function sectionsOf(lines: readonly string[]): Map<string, string[]> {
  const sections = new Map<string, string[]>();
  let rows: string[] = [];
  for (const line of lines) {
    if (line.startsWith('@')) {
      rows = [];
      sections.set(line.slice(1), rows);
    } else rows.push(line);
  }
  return sections;
}

function pairs(rows: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(rows.map((row) => [row.split('\t')[0] ?? '', row.split('\t')[1] ?? '']));
}

/** Columns of SHOW ALL SLAVES STATUS: two more than SHOW SLAVE STATUS, at the beginning. */
function replicaOf(row: string | undefined): ReplicaState | undefined {
  if (row === undefined || row === '') return undefined;
  const columns = row.split('\t');
  return { host: columns[3] ?? '', io: columns[12] ?? '', sql: columns[13] ?? '' };
}

/** The addresses, without ports, of `gcomm://10.0.0.1:4567,…` in option files and of the members that a cluster lists. */
function knownAddresses(settings: readonly string[], incoming: string): string[] {
  const configured = settings.flatMap(
    (setting) => /gcomm:\/\/([^"'\s?]*)/.exec(setting)?.[1]?.split(',') ?? [],
  );
  const addresses = [...configured, ...incoming.split(',')].map((each) => each.trim().replace(/:\d+$/, ''));
  return [...new Set(addresses.filter((address) => address !== '' && address !== 'unspecified'))];
}
