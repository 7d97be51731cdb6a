import { AetherError } from '../../core/errors.ts';
import { quoteArgument, quoteCommand } from '../../infra/ssh/command/quote.ts';
import { rolledPackages } from '../mariadb/server-packages.ts';
import { parseUpdates, seeUpdates, type PackageUpdate } from '../packages/updates.ts';
import { runOn, say, type Fleet } from './fleet.ts';
import { restartMember } from './join.ts';
import { switchServer } from './switch-server.ts';
import { withProvenSettings } from './with-proven-settings.ts';

/** The newer packages of a host's server, as its repositories have them now. */
export async function askUpdates(
  fleet: Pick<Fleet, 'context' | 'environment'>,
  name: string,
): Promise<PackageUpdate[]> {
  const host = fleet.environment.hosts[name];
  if (host === undefined) throw new AetherError('BUG', `host ${name} is not in the environment file`);
  return parseUpdates(
    await say(fleet, name, 'looking for newer packages', `set -e\n${seeUpdates(rolledPackages({ host }))}`),
  );
}

/**
 * Gives one server newer packages: it is stopped, gets them, is started and repairs its system tables. All other members must
 * be healthy before and after; a member is written to meanwhile. Packages are not downgraded if it fails.
 */
export async function updateServer(fleet: Fleet, host: string): Promise<void> {
  const packages = (await askUpdates(fleet, host)).filter(({ isNewer }) => isNewer);
  if (packages.length === 0) return;
  const install = () => installUpdates(fleet, host, packages);
  if (fleet.environment.hosts[host]?.roles.includes('galera') === true)
    await restartMember(fleet, host, install);
  else {
    await stop(fleet, host);
    await install();
    await withProvenSettings(fleet, host, () => switchServer(fleet, host, 'start'));
  }
  await runOn(fleet, host, {
    name: 'mariadb-upgrade',
    title: 'bring the system tables up to date',
    // It writes to this server alone: nothing of it is in the binary log or goes to other members.
    script: 'mariadb-upgrade --silent >&2',
  });
}

async function stop(fleet: Fleet, host: string): Promise<void> {
  await runOn(fleet, host, {
    name: 'stop',
    title: 'stop the server',
    script: 'systemctl stop mariadb.service',
  });
}

async function installUpdates(fleet: Fleet, host: string, packages: readonly PackageUpdate[]): Promise<void> {
  const named = packages.map(({ name, candidate }) => `${name}=${candidate}`);
  await runOn(fleet, host, {
    name: 'update',
    title: `install ${named.join(', ')}`,
    script: `install_packages ${quoteCommand(named)}
${packages.map(({ name }) => `apt-mark hold ${quoteArgument(name)} >&2`).join('\n')}`,
  });
}
