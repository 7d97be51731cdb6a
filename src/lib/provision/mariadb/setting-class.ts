import { createHash } from 'node:crypto';

/** What a change of the option file takes on a server that runs. */
export interface SettingChanges {
  /** Would make another cluster or other GTIDs of what is there. */
  readonly refused: readonly string[];
  /** All members must have the same at any time: the whole cluster has to be stopped. */
  readonly fullStop: readonly string[];
  /** Takes effect when the server is restarted, one after the other. */
  readonly rolling: readonly string[];
  /** Takes effect by SET GLOBAL: name and new value, as the option file writes them. */
  readonly dynamic: readonly (readonly [name: string, value: string])[];
}

const REFUSED: ReadonlySet<string> = new Set([
  'wsrep_cluster_name',
  'wsrep_gtid_domain_id',
  'gtid_domain_id',
  'server_id',
  'datadir',
]);
const PROVIDER_OPTIONS = 'wsrep_provider_options';
/** Timers and addresses of the group. */
const FULL_STOP = /^(evs|gmcast)\./;
/** Read when a server starts, and harmless until then: it names the members of today. */
const IN_FILE_ONLY: ReadonlySet<string> = new Set(['wsrep_cluster_address']);
/** Of what configs/galera sets; each is `Dynamic: Yes` in the manual of 10.11 and of 11.8. */
const DYNAMIC: ReadonlySet<string> = new Set([
  'binlog_expire_logs_seconds',
  'event_scheduler',
  'innodb_buffer_pool_size',
  'innodb_flush_log_at_trx_commit',
  'local_infile',
  'log_bin_trust_function_creators',
  'log_slow_verbosity',
  'long_query_time',
  'max_allowed_packet',
  'max_connections',
  'slow_query_log',
  'slow_query_log_file',
  'sync_binlog',
  'wsrep_sst_method',
]);
/** Groups that the server reads. Others are for programs, which read the file whenever they are started. */
const SERVER_GROUPS: ReadonlySet<string> = new Set(['mariadbd', 'mariadb', 'mysqld', 'server', 'galera']);

/** Which settings of the server differ between two option files, by what it takes to change them. */
export function compareSettings(before: string, after: string): SettingChanges {
  const [old, wanted] = [settingsOf(before), settingsOf(after)];
  const names = [...new Set([...old.keys(), ...wanted.keys()])].toSorted();
  const changed = names.filter((name) => old.get(name) !== wanted.get(name) && !IN_FILE_ONLY.has(name));
  // A line that is gone means the server's default, which only a start knows.
  const isDynamic = (name: string) => DYNAMIC.has(name) && wanted.has(name);
  return {
    refused: changed.filter((name) => REFUSED.has(name)),
    fullStop: changed.filter((name) => FULL_STOP.test(name)),
    rolling: changed.filter((name) => !REFUSED.has(name) && !FULL_STOP.test(name) && !isDynamic(name)),
    dynamic: changed.filter(isDynamic).map((name) => [name, wanted.get(name) ?? '']),
  };
}

/** The same file with a checksum for each password: what a host may keep a second time. */
export function withoutSecrets(text: string): string {
  return text.replaceAll(/^((?:password|wsrep_sst_auth) = )(.*)$/gm, (_, name: string, secret: string) => {
    return `${name}sha256:${createHash('sha256').update(`${secret}\n`).digest('hex')}`;
  });
}

/** `name = value` of the server's groups; each option of the provider is a setting of its own. */
function settingsOf(text: string): Map<string, string> {
  const settings = new Map<string, string>();
  let isServers = true;
  for (const line of text.split('\n')) {
    const [, group] = /^\s*\[([^\]]+)\]/.exec(line) ?? [];
    if (group !== undefined) isServers = SERVER_GROUPS.has(group);
    const [, name = '', value = ''] = /^\s*([A-Za-z][\w-]*)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === '' || !isServers) continue;
    const key = name.replaceAll('-', '_').toLowerCase();
    if (key === PROVIDER_OPTIONS)
      for (const option of value.replaceAll('"', '').split(';')) addOption(settings, option);
    else settings.set(key, value);
  }
  return settings;
}

function addOption(settings: Map<string, string>, option: string): void {
  const [name = '', value = ''] = option.split('=').map((part) => part.trim());
  if (name !== '') settings.set(name, value);
}
