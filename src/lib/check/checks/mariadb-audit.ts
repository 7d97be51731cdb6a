import { hostsWith } from '../../infra/config/hosts-with.ts';
import type { Check, Finding } from '../check.ts';
import { lookAtServers } from '../look-at-hosts.ts';

interface Settings {
  readonly name: string;
  readonly year: number;
  readonly idle: number;
}

/** A seal waits at most as long for a transaction that nobody goes on with. */
const IDLE_SECONDS = 60;
/** SYSDATE in a session whose NOW is a second after this year began. */
const EARLY = 1971;

/** What the audit needs of a server's configuration, if the environment has one. */
export const check: Check = {
  name: 'audit',
  run: async (context, environment) => {
    if (environment.config.audit === undefined) return [];
    const names = new Map<string, string>();
    const findings = await lookAtServers(context, environment, async (connection) => {
      const [row] = await connection.query<Settings>(
        `SET STATEMENT timestamp = ${(EARLY - 1970) * 365 * 86_400 + 1} FOR
         SELECT COALESCE(NULLIF(@@wsrep_node_name, ''), @@hostname) AS name, YEAR(SYSDATE()) AS year,
                CAST(GREATEST(@@GLOBAL.idle_write_transaction_timeout, @@GLOBAL.idle_transaction_timeout) AS DOUBLE) AS idle`,
      );
      if (row === undefined) return { status: 'unknown', message: 'does not say how it is set' };
      names.set(connection.endpoint.name, row.name);
      return judge(row);
    });
    return [...findings, ...equalNames(hostsWith(environment.config, ['galera']), names)];
  },
};

function judge({ year, idle }: Settings): Omit<Finding, 'host'> {
  if (year <= EARLY)
    return {
      status: 'fail',
      message: 'sysdate_is_now is on, so a session sets the time of its own records (SET timestamp)',
      hint: 'take sysdate-is-now out of the option file and restart the server',
    };
  if (idle === 0 || idle > IDLE_SECONDS)
    return {
      status: 'warn',
      message: `an idle transaction holds up the seal of the audit ${idle === 0 ? 'without end' : `for ${idle} s`}`,
      hint: `set idle_write_transaction_timeout to ${IDLE_SECONDS} or less`,
    };
  return {
    status: 'ok',
    message: `an idle transaction holds up the seal of the audit for ${idle} s at most`,
  };
}

/** Of members alone: nobody writes on a replica. */
function equalNames(hosts: readonly string[], names: ReadonlyMap<string, string>): Finding[] {
  const members = hosts.filter((host) => names.has(host));
  return members.flatMap((host): Finding[] => {
    const first = members.find((other) => names.get(other) === names.get(host)) ?? host;
    if (first === host) return [];
    return [
      {
        host,
        status: 'fail',
        message: `has the wsrep_node_name of ${first}: both write to one chain of the audit`,
        hint: 'give each member a wsrep_node_name of its own',
      },
    ];
  });
}
