import { lookAtServers } from '../look-at-hosts.ts';
import type { Check } from '../check.ts';

interface Settings {
  readonly local_infile: string;
  readonly log_bin: string;
  readonly trust: string;
  readonly flush: string;
}

/** What aether's commands need of the server's configuration. */
export const check: Check = {
  name: 'settings',
  run: (context, environment) =>
    lookAtServers(context, environment, async (connection) => {
      const [row] = await connection.query<Settings>(
        `SELECT @@local_infile AS local_infile, @@log_bin AS log_bin, @@log_bin_trust_function_creators AS trust,
                @@innodb_flush_log_at_trx_commit AS flush`,
      );
      const problems: string[] = [];
      if (row?.local_infile !== '1')
        problems.push('local_infile is off, so "aether ingest" cannot load here');
      if (row?.log_bin === '1' && row.trust !== '1') {
        problems.push('log_bin_trust_function_creators is off, so the migrator cannot make triggers');
      }
      if (row?.flush !== '1')
        problems.push('innodb_flush_log_at_trx_commit is not 1, so a crash loses commits');
      if (problems.length === 0) return { status: 'ok', message: 'as required' };
      return {
        status: 'warn',
        message: problems.join('; '),
        hint: 'configs/galera/server.cnf has the settings',
      };
    }),
};
