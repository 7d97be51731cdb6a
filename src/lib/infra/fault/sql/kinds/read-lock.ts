import type { SqlFault } from '../sql-fault-kind.ts';

export const fault: SqlFault = {
  name: 'read-lock',
  summary: 'a session holds FLUSH TABLES WITH READ LOCK, as some backups do',
  options: {},
  expected: {
    process: 'running',
    connections: 'slow',
    membership: 'kept',
    cluster: 'the member is desynced and applies nothing; the others go on',
  },
  example: {
    command: 'aether failover-test --faults read-lock',
    does: 'locks the tables of one member after another',
  },
  inject: () => ['FLUSH TABLES WITH READ LOCK'],
  heal: ['UNLOCK TABLES'],
};
