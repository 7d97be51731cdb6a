import { AetherError } from '../../../core/errors.ts';
import type { LabFault } from '../lab-fault-kind.ts';

/** Ten seconds of a full gigabit would be more than a relay should keep in memory. */
const LONGEST_SECONDS = 10;

const NEEDS_PERL =
  'perl -MTime::HiRes -e 1 || { echo "the relay needs perl: apt-get install --yes perl" >&2; exit 1; }';

/**
 * Every packet that the machine sends is held up, so that each round trip to it takes that much longer. A relay in
 * its network does it: many kernels come without the network emulator (sch_netem). When the relay ends, however it
 * ends, the device it made vanishes with all routes over it, and packets go their usual way.
 */
export const fault: LabFault = {
  name: 'delay',
  summary: 'every packet that the machine sends arrives later',
  options: { by: 'how much later packets arrive; 10 s at most' },
  needs: { perl: 'apt-get install --yes perl', '/dev/net/tun': 'modprobe tun' },
  expected: {
    process: 'running',
    connections: 'slow',
    membership: 'kept',
    cluster: 'a commit takes as long as the slowest round trip',
  },
  example: {
    command: 'aether lab fault db2 delay --by 50ms --for 5m',
    does: 'every round trip to it takes 50 ms more',
  },
  async plan(scene, { by }) {
    if (by === undefined || by <= 0 || by > LONGEST_SECONDS) {
      throw new AetherError('USAGE', 'how much later are packets to arrive?', {
        hint: `add --by, such as --by 50ms; at most ${LONGEST_SECONDS}s`,
      });
    }
    const { quoteCommand } = await import('../../../infra/ssh/command/quote.ts');
    const { scriptPath } = await import('../../lab-scripts.ts');
    const { onHostIfUp } = await import('../shell.ts');
    // Ends in the random part of the fault's name, and has 15 characters at most.
    const device = `delay${scene.id.slice(-5)}`;
    const relay = ['perl', scriptPath('delay-relay.pl'), device, scene.host.address, String(by)];
    const leader = `"$(${quoteCommand(['sh', scriptPath('find-leader.sh'), scene.cgroup])})"`;
    return {
      subject: scene.host.name,
      inject: [NEEDS_PERL],
      hold: `exec nsenter --net --target ${leader} -- ${quoteCommand(relay)} "$1"`,
      heal: [
        onHostIfUp(scene, [
          `ip link delete ${device} 2>/dev/null || true`,
          // With the device its route went; one that is there belongs to another relay.
          'if ip route show table 97 2>/dev/null | grep -q .; then exit 0; fi',
          'ip rule delete pref 90 2>/dev/null || true',
          'ip rule delete pref 91 2>/dev/null || true',
        ]),
      ],
    };
  },
};
