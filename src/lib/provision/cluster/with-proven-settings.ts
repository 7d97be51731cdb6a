import { AetherError } from '../../core/errors.ts';
import { CONFIG_FILE, PROVEN_CONFIG } from '../mariadb/places.ts';
import { FORGET_PROVEN, RESTORE_PROVEN } from '../mariadb/proven-config.ts';
import { compareSettings } from '../mariadb/setting-class.ts';
import { askServer, runOn, say, type Fleet } from './fleet.ts';
import { groupOf, putBack } from './put-back.ts';

/**
 * Starts a server and waits until it is healthy. If it does not become so with settings that have changed since it was, it gets
 * its old option file back and is started again; members of its cluster that have not been restarted yet get theirs back, too.
 * @param rejoin brings the other servers back after that
 * @throws PROVISION_FAILED also if the server runs again: the new settings are not in force
 */
export async function withProvenSettings(
  fleet: Fleet,
  host: string,
  start: () => Promise<void>,
  rejoin: () => Promise<void> = async () => undefined,
): Promise<void> {
  try {
    await start();
  } catch (thrown) {
    // A broken link, a host that is away or Ctrl-C say nothing about the settings.
    if (!(thrown instanceof AetherError) || thrown.code !== 'PROVISION_FAILED') throw thrown;
    const changed = await changedSettings(fleet, host);
    if (changed === undefined) throw thrown;
    throw await takeBack(fleet, { host, changed, failure: thrown }, async () => {
      await start();
      await rejoin();
    });
  }
  await say(fleet, host, 'forgetting its old option file', FORGET_PROVEN);
}

interface Refused {
  readonly host: string;
  readonly changed: { readonly names: readonly string[]; readonly mustBeEqual: readonly string[] };
  readonly failure: AetherError;
}

/** The settings that have not proved themselves; undefined if there are none. */
async function changedSettings(fleet: Fleet, host: string): Promise<Refused['changed'] | undefined> {
  const read = (path: string) => say(fleet, host, 'reading its option files', `cat ${path} 2>/dev/null || :`);
  const [proven, current] = await Promise.all([read(PROVEN_CONFIG), read(CONFIG_FILE)]);
  if (proven === '') return undefined;
  const { fullStop, rolling, dynamic } = compareSettings(proven, current);
  const names = [...fullStop, ...rolling, ...dynamic.map(([name]) => name)];
  return { names, mustBeEqual: fullStop };
}

async function takeBack(
  fleet: Fleet,
  { host, changed, failure }: Refused,
  startAgain: () => Promise<void>,
): Promise<AetherError> {
  const what = `${host}: its server is not healthy with ${changed.names.join(', ')}`;
  const details = { ...failure.details, host, settings: changed.names };
  const hint = (words: string) =>
    `${words}correct the value in the environment file, then run the same command again`;
  const fail = (state: string, words = '') =>
    new AetherError('PROVISION_FAILED', `${what}; ${state}\n${failure.message}`, {
      hint: hint(words),
      details,
      cause: failure,
    });
  if (changed.mustBeEqual.length > 0 && (await othersRun(fleet, host)))
    return fail(
      `the other members run with it, so its old option file stays in ${PROVEN_CONFIG}; it is down`,
    );
  const left = await restore(fleet, host);
  const stale = left.length === 0 ? '' : `; ${left.join(', ')} still has the new one`;
  try {
    await startAgain();
  } catch (again) {
    if (!(again instanceof AetherError) || again.code !== 'PROVISION_FAILED') throw again;
    return fail(
      `the old option file is back${stale}, and does not help: ${again.message}`,
      `read /var/log/mysql/error.log on ${host}, `,
    );
  }
  return fail(`the old option file is back${stale}, and it runs with it`);
}

async function othersRun(fleet: Fleet, host: string): Promise<boolean> {
  const others = groupOf(fleet, host).filter((other) => other !== host);
  const servers = await Promise.all(others.map((other) => askServer(fleet.context, other)));
  return servers.some((server) => server?.isRunning !== false);
}

/** Puts the old option files back; returns the hosts of the group on which that failed. */
async function restore(fleet: Fleet, host: string): Promise<string[]> {
  const script = `systemctl stop mariadb.service || :\n${RESTORE_PROVEN}`;
  await runOn(fleet, host, { name: 'undo-settings', title: 'put the old option file back', script });
  return putBack(
    fleet,
    groupOf(fleet, host).filter((other) => other !== host),
  );
}
