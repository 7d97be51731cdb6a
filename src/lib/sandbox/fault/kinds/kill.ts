import { signalLine, type SandboxFault } from '../sandbox-fault-kind.ts';

export const fault: SandboxFault = {
  name: 'kill',
  summary: 'the server is killed (SIGKILL) and stays down; healing starts it',
  options: {},
  expected: {
    process: 'killed',
    connections: 'refused',
    membership: 'dropped',
    cluster: 'all writes wait until the others drop the member: 1.3 s with the timers of the sandbox',
  },
  example: { command: 'aether failover-test --faults crash', does: 'kills one member after another' },
  scripts: ({ server, repair }) => ({ inject: [signalLine(server, 'KILL')], heal: [repair] }),
};
