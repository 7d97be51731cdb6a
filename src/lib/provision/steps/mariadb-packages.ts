import { AetherError } from '../../core/errors.ts';
import { judgePackages, parsePackages, seePackages } from '../packages/packages.ts';
import { right, type StepSpec, type Target } from '../step-spec.ts';

/** The server, and what copies it: for a state transfer, a new replica and a backup. logrotate: its logs. */
const SERVER = ['mariadb-server', 'mariadb-backup', 'socat', 'logrotate'];

function packagesOf({ host }: Target): string[] {
  return host.roles.includes('galera') ? [...SERVER, 'galera-4'] : SERVER;
}

/** The series of the environment file, held: members of other versions must not come about by an upgrade at night. */
export const step: StepSpec = {
  name: 'mariadb-packages',
  roles: ['galera', 'replica', 'mariadb'],
  needs: ['apt-settings', 'security-updates'],
  subject: (target) => packagesOf(target).join(', '),
  probe: (target) => seePackages(packagesOf(target)),
  judge: (seen, view) => {
    const names = packagesOf(view);
    const server = parsePackages(seen).find(({ name }) => name === 'mariadb-server');
    const version = server?.installed === '' ? server.candidate : (server?.installed ?? '');
    requireSeries(view.name, version, view.environment.mariadb.version);
    return judgePackages(seen, names, { hold: true }) ?? right(`mariadb-server ${version}, held`);
  },
};

/** `1:11.8.9+ds-0+deb13u1` is of the series `11.8`. An empty version is found out by the installation. */
function requireSeries(host: string, version: string, wanted: string): void {
  const series = /^(?:\d+:)?(\d+\.\d+)/.exec(version)?.[1];
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
