import { hostsWith } from '../../infra/config/hosts-with.ts';
import { lookAtServers } from '../look-at-hosts.ts';
import type { Check } from '../check.ts';

interface Row {
  readonly Variable_name: string;
  readonly Value: string;
}

/** Every member is in the primary component, synced, and sees all the others. */
export const check: Check = {
  name: 'cluster',
  run: async (context, environment) => {
    const hosts = hostsWith(environment.config, ['galera']);
    const members = hosts.length;
    if (members === 0) return [];
    const findings = await lookAtServers(context, environment, async (connection) => {
      const rows = await connection.query<Row>(
        "SHOW GLOBAL STATUS WHERE Variable_name IN ('wsrep_cluster_status', 'wsrep_cluster_size', 'wsrep_local_state_comment')",
      );
      const value = (name: string) => rows.find((row) => row.Variable_name === name)?.Value ?? '';
      const [status, state, size] = ['cluster_status', 'local_state_comment', 'cluster_size'].map((name) =>
        value(`wsrep_${name}`),
      );
      const message = `${state === '' ? 'not in a cluster' : state}, ${status}, ${size} of ${members} members`;
      const healthy = status === 'Primary' && state === 'Synced' && Number(size) === members;
      return healthy ? { status: 'ok', message } : { status: 'fail', message };
    });
    return findings.filter(({ host }) => host !== null && hosts.includes(host));
  },
};
