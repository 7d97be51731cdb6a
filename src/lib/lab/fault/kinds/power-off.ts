import type { LabFault } from '../lab-fault-kind.ts';

/** What the machine had written stays: the kernel that keeps its pages does not lose power. */
export const fault: LabFault = {
  name: 'power-off',
  summary: 'the machine is gone at once, without a shutdown; healing boots it',
  options: {},
  expected: {
    process: 'killed',
    connections: 'unanswered',
    membership: 'dropped',
    cluster:
      'as after a crash, but nothing refuses a connection; written pages stay, so it is a process crash to InnoDB',
  },
  example: { command: 'aether lab fault db3 power-off --for 1m', does: 'it is off for a minute, then boots' },
  async plan(scene) {
    const { quoteArgument, quoteCommand } = await import('../../../infra/ssh/command/quote.ts');
    const { ifNetworkUp } = await import('../shell.ts');
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
