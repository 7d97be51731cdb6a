import type { Check } from '../check.ts';
import { judgeClock } from '../judge-clock.ts';
import { lookAtServers } from '../look-at-hosts.ts';

/** Every server has the time of this machine. */
export const check: Check = {
  name: 'clock',
  run: (context, environment) =>
    lookAtServers(context, environment, async (connection) => {
      const before = context.clock.now().getTime() / 1000;
      const [row] = await connection.query<{ seconds: number }>(
        'SELECT CAST(UNIX_TIMESTAMP(SYSDATE(6)) AS DOUBLE) AS seconds',
      );
      const after = context.clock.now().getTime() / 1000;
      return judgeClock(before, row?.seconds ?? Number.NaN, after);
    }),
};
