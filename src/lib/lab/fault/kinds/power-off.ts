import { quoteArgument, quoteCommand } from '../../../infra/ssh/command/quote.ts';
import type { Fault } from '../fault.ts';
import { ifNetworkUp } from '../shell.ts';

/** What the machine had written stays: the kernel that keeps its pages does not lose power. */
export const powerOff: Fault = {
  name: 'power-off',
  summary: 'the machine is gone at once, without a shutdown; healing boots it',
  options: [],
  plan(scene) {
    const { host, cgroup, bootCommand, console } = scene;
    const events = quoteArgument(`${cgroup}/cgroup.events`);
    return {
      subject: host.name,
      inject: [
        `grep -q '^populated 1' ${events}`,
        `echo 1 > ${quoteArgument(`${cgroup}/cgroup.kill`)}`,
        `while grep -q '^populated 1' ${events}; do sleep 0.02; done`,
      ],
      heal: [
        ifNetworkUp(scene, [
          `setsid ${quoteCommand(bootCommand)} < /dev/null >> ${quoteArgument(console)} 2>&1 &`,
          // From then on it is in a cgroup of its own, and not in that of this fault.
          `until grep -qs '^populated 1' ${events}; do kill -0 $! 2>/dev/null || { wait $!; break; }; sleep 0.02; done`,
        ]),
      ],
    };
  },
};
