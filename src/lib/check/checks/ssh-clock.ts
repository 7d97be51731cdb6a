import { commandError, succeeded } from '../../infra/ssh/command/outcome.ts';
import type { Check } from '../check.ts';
import { judgeClock } from '../judge-clock.ts';
import { lookAtEach } from '../look-at-hosts.ts';

/** Every machine has the time of this one, whatever runs on it. */
export const check: Check = {
  name: 'machine clock',
  run: async (context, { config }) => {
    if (config.ssh === undefined) return [];
    return lookAtEach(Object.keys(config.hosts), async (host) => {
      const { exec } = await context.ssh(host);
      // Connects where that is still to be done: it takes longer than the skew that is looked for.
      await exec(['true']);
      const before = context.clock.now().getTime() / 1000;
      const read = await exec(['date', '+%s.%N']);
      const after = context.clock.now().getTime() / 1000;
      if (!succeeded(read)) throw commandError(host, 'date', read);
      return { host, ...judgeClock(before, Number(read.stdout), after) };
    });
  },
};
