import { signalLine, type SandboxFault } from '../sandbox-fault-kind.ts';

export const fault: SandboxFault = {
  name: 'stop',
  summary: 'the server is stopped in order (SIGTERM) and stays down; healing starts it',
  options: {},
  expected: {
    process: 'killed',
    connections: 'refused',
    membership: 'dropped',
    cluster: 'the member says that it leaves: the others wait about 60 ms',
  },
  example: { command: 'aether failover-test --faults stop', does: 'stops one member after another' },
  scripts: ({ server, repair }) => ({ inject: [signalLine(server, 'TERM')], heal: [repair] }),
};
