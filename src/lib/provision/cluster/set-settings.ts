import { quoteText } from '../../infra/mariadb/identifiers.ts';
import { remoteSession } from '../../infra/mariadb/remote-session.ts';
import { CONFIG_FILE, NOTE_SETTINGS, RUNNING_SETTINGS } from '../mariadb/places.ts';
import { FORGET_PROVEN } from '../mariadb/proven-config.ts';
import { compareSettings, withoutSecrets } from '../mariadb/setting-class.ts';
import { say, type Fleet } from './fleet.ts';

/** Sets what a running server takes without a restart, as its option file says, and notes that it has it. */
export async function setSettings(fleet: Fleet, host: string): Promise<void> {
  const read = (path: string) => say(fleet, host, 'reading its settings', `cat ${path}`);
  const [running, wanted] = await Promise.all([read(RUNNING_SETTINGS), read(CONFIG_FILE)]);
  const { dynamic } = compareSettings(running, withoutSecrets(wanted));
  const statements = dynamic.map(([name, value]) => `SET GLOBAL ${name} = ${literal(value)};`);
  await remoteSession(await fleet.context.ssh(host)).run(statements.join('\n'));
  await say(fleet, host, 'noting its settings', `${NOTE_SETTINGS}\n${FORGET_PROVEN}`);
}

const UNITS: Readonly<Record<string, number>> = { K: 1024, M: 1024 ** 2, G: 1024 ** 3 };

/** The value of an option file as SQL has it: a number without unit, or a text. */
export function literal(value: string): string {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([KMG]?)$/i.exec(value) ?? [];
  if (number === undefined) return quoteText(value);
  return unit === '' ? number : String(Number(number) * (UNITS[unit.toUpperCase()] ?? 1));
}
