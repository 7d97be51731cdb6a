import { lookAtEach } from '../look-at-hosts.ts';
import type { Check } from '../check.ts';

/** Every host answers over SSH, through the bastion where there is one; host keys are verified on the way. */
export const check: Check = {
  name: 'ssh',
  run: async (context, { config }) => {
    if (config.ssh === undefined) return [];
    return lookAtEach(Object.keys(config.hosts), async (host) => {
      const startedAt = context.clock.seconds();
      const { outcome } = await (await context.ssh(host)).exec(['uname', '-sr']);
      const seconds = context.clock.seconds() - startedAt;
      if (outcome !== 'exited') return { host, status: 'unknown', message: `the link was lost (${outcome})` };
      return { host, status: 'ok', message: `reached in ${seconds.toFixed(2)} s` };
    });
  },
};
