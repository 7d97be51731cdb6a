import type { Check } from '../check.ts';
import { judgeClock } from '../judge-clock.ts';
import { lookAtMongoServers } from '../look-at-mongo.ts';

/** Every MongoDB server has the time of this machine. */
export const check: Check = {
  name: 'mongo clock',
  run: (context, environment) =>
    lookAtMongoServers(context, environment, async (session) => {
      const before = context.clock.now().getTime() / 1000;
      const { localTime } = await session.command({ hello: 1 });
      const after = context.clock.now().getTime() / 1000;
      const seconds = localTime instanceof Date ? localTime.getTime() / 1000 : Number.NaN;
      return judgeClock(before, seconds, after);
    }),
};
