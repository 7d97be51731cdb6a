/** What a change of the option file takes on a server that runs. */
export interface SettingChanges {
  /** Would make another cluster or other GTIDs of what is there. */
  readonly refused: readonly string[];
  /** All members must have the same at any time: the whole cluster has to be stopped. */
  readonly fullStop: readonly string[];
  /** Takes effect when the server is restarted, one after the other. */
  readonly rolling: readonly string[];
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

/** Which settings differ between two option files, by what it takes to change them. */
export function compareSettings(before: string, after: string): SettingChanges {
  const [old, wanted] = [settingsOf(before), settingsOf(after)];
  const names = [...new Set([...old.keys(), ...wanted.keys()])].toSorted();
  const changed = names.filter((name) => old.get(name) !== wanted.get(name) && !IN_FILE_ONLY.has(name));
  return {
    refused: changed.filter((name) => REFUSED.has(name)),
    fullStop: changed.filter((name) => FULL_STOP.test(name)),
    rolling: changed.filter((name) => !REFUSED.has(name) && !FULL_STOP.test(name)),
  };
}

/** `name = value` of all groups; each option of the provider is a setting of its own. */
function settingsOf(text: string): Map<string, string> {
  const settings = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, name = '', value = ''] = /^\s*([A-Za-z][\w-]*)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === '') continue;
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
