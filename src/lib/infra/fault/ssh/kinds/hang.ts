import { REQUIRE_RUNNING, type SshFault } from '../ssh-fault-kind.ts';

export const fault: SshFault = {
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
  example: {
    command: 'aether --env lab failover-test --faults hang',
    does: 'stops one member after another',
  },
  inject: `${REQUIRE_RUNNING}
systemctl kill --kill-whom=all --signal=STOP mariadb.service`,
  heal: 'systemctl kill --kill-whom=all --signal=CONT mariadb.service 2>/dev/null || :',
};
