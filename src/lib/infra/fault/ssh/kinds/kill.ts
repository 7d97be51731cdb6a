import { keepDown, LET_START } from '../keep-down.ts';
import { REQUIRE_RUNNING, type SshFault } from '../ssh-fault-kind.ts';

/**
 * Healing waits as long as systemd would have: a member that is started before the others have dropped it logs wrong GTIDs.
 */
export const fault: SshFault = {
  name: 'kill',
  summary:
    'the server is killed (SIGKILL) and stays down; healing starts it, after RestartSec at the earliest',
  options: {},
  expected: {
    process: 'killed',
    connections: 'refused',
    membership: 'dropped',
    cluster:
      'all writes wait until the others drop the member: 6.3 s with stock timers, 1.3 s on a LAN profile',
  },
  example: {
    command: 'aether --env lab failover-test --faults crash',
    does: 'kills one member after another',
  },
  inject: `${REQUIRE_RUNNING}
${keepDown()}
systemctl kill --kill-whom=all --signal=KILL mariadb.service`,
  heal: `${LET_START}
killed=$(stat -c %Y "$0")
wait_us=$(busctl get-property org.freedesktop.systemd1 /org/freedesktop/systemd1/unit/mariadb_2eservice org.freedesktop.systemd1.Service RestartUSec | cut -d' ' -f2)
while ! systemctl is-active --quiet mariadb.service && [ $(($(date +%s) - killed)) -lt $((wait_us / 1000000)) ]; do sleep 0.2; done
systemctl reset-failed mariadb.service 2>/dev/null || :
systemctl start --no-block mariadb.service`,
};
