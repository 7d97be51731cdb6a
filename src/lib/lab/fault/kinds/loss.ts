import { AetherError } from '../../../core/errors.ts';
import type { LabFault } from '../lab-fault-kind.ts';

/** The packet filter draws the lots: many kernels come without the network emulator (sch_netem). */
export const fault: LabFault = {
  name: 'loss',
  summary: 'packets between the machine and others are lost at random',
  options: {
    percent: 'how many of 100 packets',
    from: 'only between the machine and these; "operator" is this end',
    direction: 'only packets to the machine (in) or from it (out)',
  },
  needs: { nft: 'apt-get install --yes nftables' },
  expected: {
    process: 'running',
    connections: 'lossy',
    membership: 'depends',
    cluster: 'at 5 % about half of the write rate and no view change; at 20 % members come and go',
  },
  example: { command: 'aether lab fault db2 loss --percent 5', does: 'every twentieth packet is lost' },
  async plan(scene, options) {
    const { percent } = options;
    if (percent === undefined || percent <= 0 || percent > 100) {
      throw new AetherError('USAGE', 'how many packets are to be lost?', {
        hint: 'add --percent, such as --percent 5',
      });
    }
    const { packetRules } = await import('../packet-rules.ts');
    const perMyriad = Math.max(1, Math.round(percent * 100));
    return packetRules(scene, options, `numgen random mod 10000 < ${perMyriad} drop`);
  },
};
