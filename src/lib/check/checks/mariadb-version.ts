import { lookAtServers } from '../look-at-hosts.ts';
import type { Check } from '../check.ts';

/** The server is of the series that the environment file names. */
export const check: Check = {
  name: 'version',
  run: (context, environment) =>
    lookAtServers(context, environment, async (connection) => {
      const wanted = environment.config.mariadb.version;
      const [row] = await connection.query<{ version: string }>('SELECT VERSION() AS version');
      const version = row?.version.split('-')[0] ?? '?';
      if (version === wanted || version.startsWith(`${wanted}.`))
        return { status: 'ok', message: `MariaDB ${version}` };
      return {
        status: 'warn',
        message: `MariaDB ${version}, the environment file says ${wanted}`,
        hint: 'correct mariadb.version, or upgrade the server',
      };
    }),
};
