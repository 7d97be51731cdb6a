import type { Finding } from './check.ts';

/** What a server says about what the audit needs. */
export interface AuditSettings {
  /** Of its chain. */
  readonly name: string;
  /** The year of SYSDATE in a session that has set its NOW to 1971. */
  readonly year: number;
  /** After how many seconds an idle transaction that has written something is ended; 0 for never. */
  readonly idle: number;
}

/** A seal waits at most as long for a transaction that nobody goes on with. */
const IDLE_SECONDS = 60;
const SESSIONS_YEAR = 1971;

export function judgeAudit({ year, idle }: AuditSettings): Omit<Finding, 'host'> {
  if (year <= SESSIONS_YEAR)
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

/** The members of a cluster that write to the chain of another one. */
export function equalNames(members: readonly string[], names: ReadonlyMap<string, string>): Finding[] {
  const known = members.filter((host) => names.has(host));
  return known.flatMap((host): Finding[] => {
    const first = known.find((other) => names.get(other) === names.get(host)) ?? host;
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
