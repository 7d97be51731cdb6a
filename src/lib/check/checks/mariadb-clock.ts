import { lookAtServers } from '../look-at-hosts.ts';
import type { Check } from '../check.ts';

/** Leases, audit and replication lag compare clocks; NTP keeps them within some milliseconds. */
const WARN_SECONDS = 1;
const FAIL_SECONDS = 5;

export const check: Check = {
  name: 'clock',
  run: (context, environment) =>
    lookAtServers(context, environment, async (connection) => {
      const before = context.clock.now().getTime() / 1000;
      const [row] = await connection.query<{ seconds: number }>(
        'SELECT CAST(UNIX_TIMESTAMP(SYSDATE(6)) AS DOUBLE) AS seconds',
      );
      const after = context.clock.now().getTime() / 1000;
      // The server read its clock at some moment between the two: only what lies outside is skew.
      const server = row?.seconds ?? Number.NaN;
      const skew = Math.max(0, before - server, server - after);
      const message = `${skew < 0.001 ? 'no skew' : `${skew.toFixed(3)} s of skew`} against this machine`;
      if (skew < WARN_SECONDS) return { status: 'ok', message };
      return {
        status: skew < FAIL_SECONDS ? 'warn' : 'fail',
        message,
        hint: 'check chronyc tracking on both machines',
      };
    }),
};
