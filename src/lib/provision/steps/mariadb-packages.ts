import { AetherError } from '../../core/errors.ts';
import { serverPackages } from '../mariadb/server-packages.ts';
import { judgePackages, parsePackages, seePackages, type SeenPackage } from '../packages/packages.ts';
import { seriesOf } from '../packages/updates.ts';
import { right, type StepSpec } from '../step-spec.ts';

/** The series of the environment file, held: members of other versions must not come about by an upgrade at night. */
export const step: StepSpec = {
  name: 'mariadb-packages',
  roles: ['galera', 'replica', 'mariadb'],
  needs: ['apt-settings', 'security-updates', 'data-disk'],
  subject: (target) => serverPackages(target).join(', '),
  probe: (target) => seePackages(serverPackages(target)),
  judge: (seen, view) => {
    const names = serverPackages(view);
    const packages = parsePackages(seen);
    const server = packages.find(({ name }) => name === 'mariadb-server');
    const version = server?.installed === '' ? server.candidate : (server?.installed ?? '');
    requireSeries(view.name, version, view.environment.mariadb.version);
    requireNoUpdate(view.name, packages);
    return judgePackages(seen, names, { hold: true }) ?? right(`mariadb-server ${version}, held`);
  },
};

/** A package that is missing beside a server would bring a newer server with it, unplanned and on all hosts at once. */
function requireNoUpdate(host: string, packages: readonly SeenPackage[]): void {
  const versionOf = (wanted: string) => packages.find(({ name }) => name === wanted);
  const [server, backup] = [versionOf('mariadb-server'), versionOf('mariadb-backup')];
  if (server === undefined || server.installed === '' || backup === undefined) return;
  if (backup.installed !== '' || ['', server.installed].includes(backup.candidate)) return;
  throw new AetherError(
    'PROVISION_REFUSED',
    `${host}: mariadb-backup ${backup.candidate} would update its server, which is ${server.installed}`,
    {
      hint: `install mariadb-backup=${server.installed} on ${host} by hand, then update all servers with --update`,
      details: { host, installed: server.installed, candidate: backup.candidate },
    },
  );
}

/** An empty version is found out by the installation. */
function requireSeries(host: string, version: string, wanted: string): void {
  const series = seriesOf(version);
  if (series === undefined || series === wanted) return;
  throw new AetherError(
    'PROVISION_REFUSED',
    `${host}: the packages are MariaDB ${version}, the environment file says ${wanted}`,
    {
      hint: `write version: '${series}' in the section mariadb, or give the host a repository with ${wanted}`,
      details: { host, version, wanted },
    },
  );
}
