import { REQUIRE_RUNNING, type SshFault } from '../ssh-fault-kind.ts';

export const fault: SshFault = {
  name: 'stop',
  summary: 'the server is stopped in order (systemctl stop) and stays down; healing starts it',
  options: {},
  expected: {
    process: 'killed',
    connections: 'refused',
    membership: 'dropped',
    cluster: 'the member says that it leaves: the others wait about 60 ms',
  },
  example: {
    command: 'aether --env lab failover-test --faults stop',
    does: 'stops one member after another',
  },
  inject: `${REQUIRE_RUNNING}
systemctl stop mariadb.service`,
  heal: 'systemctl start --no-block mariadb.service',
};
