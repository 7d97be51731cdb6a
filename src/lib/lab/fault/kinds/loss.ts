import { AetherError } from '../../../core/errors.ts';
import type { Fault } from '../fault.ts';
import { packetRules } from '../packet-rules.ts';

/** The packet filter draws the lots: many kernels come without the network emulator (sch_netem). */
export const loss: Fault = {
  name: 'loss',
  summary: 'packets between the machine and others are lost at random',
  options: ['percent', 'from', 'direction'],
  plan(scene, options) {
    const { percent } = options;
    if (percent === undefined || percent <= 0 || percent > 100) {
      throw new AetherError('USAGE', 'how many packets are to be lost?', {
        hint: 'add --percent, such as --percent 5',
      });
    }
    const perMyriad = Math.max(1, Math.round(percent * 100));
    return packetRules(scene, options, `numgen random mod 10000 < ${perMyriad} drop`);
  },
};
