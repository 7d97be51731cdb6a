import { commandError } from '../../infra/ssh/command/outcome.ts';
import { lookAtEach } from '../look-at-hosts.ts';
import type { Check } from '../check.ts';

/** Every host answers over SSH, through the bastion where there is one; host keys are verified on the way. */
export const check: Check = {
  name: 'ssh',
  run: async (context, { config }) => {
    if (config.ssh === undefined) return [];
    return lookAtEach(Object.keys(config.hosts), async (host) => {
      const startedAt = context.clock.seconds();
      const answer = await (await context.ssh(host)).exec(['uname', '-sr']);
      const seconds = context.clock.seconds() - startedAt;
      if (answer.outcome !== 'exited') throw commandError(host, 'uname', answer);
      return { host, status: 'ok', message: `reached in ${seconds.toFixed(2)} s` };
    });
  },
};
