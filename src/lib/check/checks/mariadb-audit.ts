import { hostsWith } from '../../infra/config/hosts-with.ts';
import type { Check } from '../check.ts';
import { type AuditSettings, equalNames, judgeAudit } from '../judge-audit.ts';
import { lookAtServers } from '../look-at-hosts.ts';

/** A second after the beginning of 1971. */
const EARLY = 365 * 86_400 + 1;

/** What the audit needs of a server's configuration, if the environment has one. */
export const check: Check = {
  name: 'audit',
  run: async (context, environment) => {
    if (environment.config.audit === undefined) return [];
    const names = new Map<string, string>();
    const findings = await lookAtServers(context, environment, async (connection) => {
      const [row] = await connection.query<AuditSettings>(
        `SET STATEMENT timestamp = ${EARLY} FOR
         SELECT COALESCE(NULLIF(@@wsrep_node_name, ''), @@hostname) AS name, YEAR(SYSDATE()) AS year,
                CAST(GREATEST(@@GLOBAL.idle_write_transaction_timeout, @@GLOBAL.idle_transaction_timeout) AS DOUBLE) AS idle`,
      );
      if (row === undefined) return { status: 'unknown', message: 'does not say how it is set' };
      names.set(connection.endpoint.name, row.name);
      return judgeAudit(row);
    });
    return [...findings, ...equalNames(hostsWith(environment.config, ['galera']), names)];
  },
};
