import type { AccountKey } from '../../infra/mariadb/accounts/account-table.ts';
import { liveMember, parseKnownAddresses, parseMemberData } from '../../infra/mariadb/galera/member-data.ts';
import type { MemberData, MemberReport } from '../../infra/mariadb/galera/member-report.ts';

/** What a host said about its MariaDB server. */
export interface ServerReport {
  readonly host: string;
  readonly isRunning: boolean;
  /** systemd is starting it, or is about to start it again. */
  readonly isStarting: boolean;
  readonly isInstalled: boolean;
  readonly isOurs: boolean;
  /** Its data are a copy that aether made of another server. */
  readonly isSeeded: boolean;
  /** SHA-256 of the option file; empty if there is none. */
  readonly configOnDisk: string;
  /** The option file with which it was started, with checksums for passwords; empty if nothing says so. */
  readonly runningSettings: string;
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

/** Reads what the server's probe printed. */
export function parseServer(host: string, text: string): ServerReport {
  const lines = text.split('\n');
  const firstSection = lines.findIndex((line) => line.startsWith('@'));
  const head = firstSection === -1 ? lines : lines.slice(0, firstSection);
  const one = (name: string) =>
    head
      .find((line) => line.startsWith(`${name} `))
      ?.slice(name.length + 1)
      .trim() ?? '';
  const sections = sectionsOf(lines.slice(firstSection));
  const status = pairs(sections.get('status'));
  return {
    host,
    isRunning: !['inactive', 'failed', ''].includes(one('unit')),
    isStarting: one('unit') === 'activating',
    isInstalled: one('package') === 'installed',
    isOurs: one('installed-by') === 'aether',
    isSeeded: head.includes('seeded'),
    configOnDisk: one('config-on-disk'),
    runningSettings: Buffer.from(one('settings-running'), 'base64').toString('utf8'),
    data: parseMemberData(head),
    knownAddresses: parseKnownAddresses(head, status['wsrep_incoming_addresses'] ?? ''),
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
