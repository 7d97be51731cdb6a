import { whyNotWriter } from '../writer/judge-writer.ts';
import { NO_HISTORY, type LiveMember, type MemberData, type Seqno } from './member-report.ts';

/** Where the packages of Debian and Ubuntu keep a server's data. */
export const DATA_DIR = '/var/lib/mysql';
/** Below the data directory: a copy of another server that is not whole yet. */
export const SEED_DIRECTORY = '.aether-seed';
/** What InnoDB said when it was asked for the Galera position of a stopped member; gone with its next start. */
export const POSITION_FILE = '/run/mysqld/aether-position';
/** The other members have dropped this one: its next start does not wait. */
export const DROPPED_MARK = '/run/mysqld/aether-dropped';

/** A host has it once its data are on a disk of their own; the server then starts only if that disk is mounted. */
export const DATA_DISK_RULE = '/etc/systemd/system/mariadb.service.d/70-aether-data-disk.conf';

const SYSTEM_DIRECTORIES: ReadonlySet<string> = new Set([
  'mysql',
  'performance_schema',
  'sys',
  'test',
  'lost+found',
  '.sst',
  SEED_DIRECTORY,
]);

/** Part of a shell script: prints what `parseMemberData` and `parseKnownAddresses` read. Changes nothing. */
export const DATA_PROBE = `
sed 's/^/recovered /' ${POSITION_FILE} 2>/dev/null || :
if [ -e ${DATA_DISK_RULE} ] && ! mountpoint -q ${DATA_DIR}; then echo unmounted; fi
if [ -d ${DATA_DIR} ]; then
  find ${DATA_DIR} -mindepth 1 -maxdepth 1 -type d -printf 'directory %f\\n'
  find ${DATA_DIR} -mindepth 1 -maxdepth 1 -type f -name 'sst_in_progress' -printf 'sst-in-progress\\n'
  sed -n 's/^\\(uuid\\|seqno\\):[[:space:]]*/grastate-\\1 /p' ${DATA_DIR}/grastate.dat 2>/dev/null || :
fi
if [ -d /etc/mysql ]; then
  grep -rhs '^[[:space:]]*wsrep[_-]cluster[_-]address' /etc/mysql | sed 's/^/address /' || :
fi`;

/** Whose data a host has, by the lines of DATA_PROBE. */
export function parseMemberData(lines: readonly string[]): MemberData {
  if (lines.includes('unmounted')) return { kind: 'unmounted' };
  // A copy that was cut off belongs to nobody: its source has it whole.
  if (lines.includes('sst-in-progress')) return { kind: 'blank' };
  const [uuid = ''] = valuesOf(lines, 'grastate-uuid');
  if (uuid === '' || uuid === NO_HISTORY) {
    const databases = valuesOf(lines, 'directory').filter(
      (name) => !SYSTEM_DIRECTORIES.has(name) && !name.startsWith('#'),
    );
    return databases.length === 0 ? { kind: 'blank' } : { kind: 'foreign' };
  }
  const [seqno = ''] = valuesOf(lines, 'grastate-seqno');
  const [recovered = ''] = valuesOf(lines, 'recovered');
  return { kind: 'history', uuid, seqno: seqnoOf({ uuid, seqno, recovered }) };
}

/** `uuid:seqno` is what InnoDB said since the server died. */
function seqnoOf({ uuid, seqno, recovered }: Record<'uuid' | 'seqno' | 'recovered', string>): Seqno {
  if (/^\d+$/.test(seqno)) return BigInt(seqno);
  if (recovered === 'unreadable') return 'unreadable';
  const [history, number = ''] = recovered.split(':');
  return history === uuid && /^\d+$/.test(number) ? BigInt(number) : 'unclear';
}

/** The addresses, without ports, of `gcomm://10.0.0.1:4567,…` in option files and of the members that a cluster lists. */
export function parseKnownAddresses(lines: readonly string[], incoming: string): string[] {
  const configured = valuesOf(lines, 'address').flatMap(
    (setting) => /gcomm:\/\/([^"'\s?]*)/.exec(setting)?.[1]?.split(',') ?? [],
  );
  const addresses = [...configured, ...incoming.split(',')].map((each) => each.trim().replace(/:\d+$/, ''));
  return [...new Set(addresses.filter((address) => address !== '' && address !== 'unspecified'))];
}

/** The values of the lines that begin with a name: `address …`. */
function valuesOf(lines: readonly string[], name: string): string[] {
  return lines
    .filter((line) => line.startsWith(`${name} `))
    .map((line) => line.slice(name.length + 1).trim());
}

/** What `liveMember` reads of SHOW GLOBAL VARIABLES. */
export const LIVE_VARIABLES =
  "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('wsrep_on', 'wsrep_desync', 'read_only')";

/** What a running server says of its cluster; undefined if it is not a Galera node. */
export function liveMember({
  status,
  variables,
}: {
  readonly status: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
}): LiveMember | undefined {
  if (variables['wsrep_on'] !== 'ON') return undefined;
  const cached = status['wsrep_local_cached_downto'] ?? '';
  return {
    clusterStatus: status['wsrep_cluster_status'] ?? '',
    clusterUuid: status['wsrep_cluster_state_uuid'] ?? '',
    clusterSize: Number(status['wsrep_cluster_size'] ?? 0),
    localState: status['wsrep_local_state_comment'] ?? '',
    desynced: variables['wsrep_desync'] === 'ON',
    lastCommitted: BigInt(status['wsrep_last_committed'] ?? 0),
    // Without any it prints the greatest number that there is.
    cachedDownTo: /^\d{1,18}$/.test(cached) ? BigInt(cached) : undefined,
    notWriter: whyNotWriter({
      clusterStatus: status['wsrep_cluster_status'] ?? '',
      ready: status['wsrep_ready'] ?? '',
      localState: status['wsrep_local_state_comment'] ?? '',
      readOnly: variables['read_only'] === 'ON',
    }),
  };
}
