import { AetherError } from '../../core/errors.ts';
import { quoteText } from '../../infra/mariadb/identifiers.ts';
import { remoteSession, type RemoteSession } from '../../infra/mariadb/remote-session.ts';
import { CONFIG_FILE, NOTE_SETTINGS, RUNNING_SETTINGS } from '../mariadb/places.ts';
import { FORGET_PROVEN } from '../mariadb/proven-config.ts';
import { compareSettings, withoutSecrets } from '../mariadb/setting-class.ts';
import { say, type Fleet } from './fleet.ts';
import { groupOf, putBack } from './put-back.ts';

/**
 * Sets what a running server takes without a restart, as its option file says, and notes that it has it. If the server refuses
 * one of them, those before it get their old values again, and the option files that were to follow are put back.
 */
export async function setSettings(fleet: Fleet, host: string): Promise<void> {
  const read = (path: string) => say(fleet, host, 'reading its settings', `cat ${path}`);
  const [running, file] = await Promise.all([read(RUNNING_SETTINGS), read(CONFIG_FILE)]);
  const session = remoteSession(await fleet.context.ssh(host));
  const refused = await setOrTakeBack(session, assignments(running, withoutSecrets(file)));
  if (refused !== undefined) throw await notSet(fleet, host, refused);
  await say(fleet, host, 'noting its settings', `${NOTE_SETTINGS}\n${FORGET_PROVEN}`);
}

/** A setting with the SQL of its new value, and of the one that it had. */
export interface Assignment {
  readonly name: string;
  readonly wanted: string;
  readonly before: string;
}

/** What is to be set, by two option files. A setting that the old one did not name had its default. */
export function assignments(running: string, wanted: string): Assignment[] {
  const before = new Map(compareSettings(wanted, running).dynamic);
  return compareSettings(running, wanted).dynamic.map(([name, value]) => {
    const old = before.get(name);
    return { name, wanted: literal(value), before: old === undefined ? 'DEFAULT' : literal(old) };
  });
}

interface Refused {
  readonly name: string;
  readonly cause: AetherError;
}

async function setOrTakeBack(
  session: Pick<RemoteSession, 'run'>,
  list: readonly Assignment[],
): Promise<Refused | undefined> {
  const done: Assignment[] = [];
  for (const assignment of list) {
    const { name, wanted } = assignment;
    try {
      await session.run(`SET GLOBAL ${name} = ${wanted};`);
      done.unshift(assignment);
    } catch (cause) {
      // A broken link or Ctrl-C says nothing about the value.
      if (!(cause instanceof AetherError) || cause.code !== 'SSH_COMMAND_FAILED') throw cause;
      for (const earlier of done) await session.run(`SET GLOBAL ${earlier.name} = ${earlier.before};`);
      return { name, cause };
    }
  }
  return undefined;
}

async function notSet(fleet: Fleet, host: string, { name, cause }: Refused): Promise<AetherError> {
  const left = await putBack(fleet, groupOf(fleet, host));
  const stale = left.length === 0 ? '' : `; ${left.join(', ')} still has the new option file`;
  return new AetherError(
    'PROVISION_FAILED',
    `${host}: its server does not take ${name}; it runs with the old settings${stale}\n${cause.message}`,
    {
      hint: 'correct the value in the environment file, then run the same command again',
      details: { ...cause.details, host, settings: [name] },
      cause,
    },
  );
}

const UNITS: Readonly<Record<string, number>> = { K: 1024, M: 1024 ** 2, G: 1024 ** 3 };

/** The value of an option file as SQL has it: a number without unit, or a text. */
export function literal(value: string): string {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([KMG]?)$/i.exec(value) ?? [];
  if (number === undefined) return quoteText(value);
  return unit === '' ? number : String(Number(number) * (UNITS[unit.toUpperCase()] ?? 1));
}
