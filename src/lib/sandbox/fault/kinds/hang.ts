import { signalLine, type SandboxFault } from '../sandbox-fault-kind.ts';

export const fault: SandboxFault = {
  name: 'hang',
  summary: 'the server stops where it is (SIGSTOP): connections stay open and nothing answers',
  options: {},
  expected: {
    process: 'stopped',
    connections: 'unanswered',
    membership: 'dropped',
    cluster:
      'as after a crash; if it is shorter than evs.suspect_timeout, all writes wait that long and no view changes',
  },
  example: { command: 'aether failover-test --faults hang', does: 'stops one member after another' },
  // A server that died meanwhile has nothing to go on with; what is down is for the repair.
  scripts: ({ server, repair }) => ({
    inject: [signalLine(server, 'STOP')],
    heal: [`${signalLine(server, 'CONT')} || ${repair}`],
  }),
};
