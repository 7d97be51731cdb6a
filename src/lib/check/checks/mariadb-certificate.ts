import type { Check } from '../check.ts';
import { judgeExpiry } from '../judge-expiry.ts';
import { lookAtServers } from '../look-at-hosts.ts';

/** The certificate that each server shows to clients, and a member to its group, does not expire soon. */
export const check: Check = {
  name: 'certificate',
  run: (context, environment) =>
    lookAtServers(context, environment, async (connection) => {
      if (environment.config.mariadb.tls.mode === 'off')
        return { status: 'ok', message: 'not applicable: TLS is off' };
      const [row] = await connection.query<{ Value: string }>(
        "SHOW SESSION STATUS LIKE 'Ssl_server_not_after'",
      );
      return judgeExpiry(row?.Value ?? '', context.clock.now());
    }),
};
