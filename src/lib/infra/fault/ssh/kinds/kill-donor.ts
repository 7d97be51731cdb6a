import { keepDown } from '../keep-down.ts';
import { REQUIRE_RUNNING, type SshFault } from '../ssh-fault-kind.ts';
import { awaitTransfer, COPY_AGAIN, TRANSFER_DEAD_MAN_SECONDS } from '../state-transfer.ts';

/** Backups of other tools are not a state transfer. */
const GIVES_COPY =
  "pgrep -f 'wsrep_sst_[a-z]+ .*--role donor' >/dev/null && pgrep -f 'mariadb-?backup .*--backup .*--stream=' >/dev/null";

export const fault: SshFault = {
  name: 'kill-donor',
  summary: 'the server is killed while it gives a copy of its data (SST) to a member that joins',
  options: {},
  expected: {
    process: 'killed',
    connections: 'refused',
    membership: 'depends',
    cluster: 'the joiner aborts; both can be gone at once, and then the others may have no majority',
  },
  example: {
    command: 'aether --env lab failover-test --faults sst-donor-crash',
    does: 'kills the donor of each copy',
  },
  // It is looked at while it cannot go on, so that the copy is not complete when the server is killed.
  inject: `${REQUIRE_RUNNING}
${keepDown()}
${awaitTransfer(`{ ${GIVES_COPY}; }`, 0.1)}
systemctl kill --kill-whom=all --signal=STOP mariadb.service
{ ${GIVES_COPY}; } || { systemctl kill --kill-whom=all --signal=CONT mariadb.service; echo 'the copy was complete before the server was killed' >&2; exit 1; }
systemctl kill --kill-whom=all --signal=KILL mariadb.service
echo 'killed while mariadb-backup read its data'`,
  heal: COPY_AGAIN,
  dead_man_seconds: TRANSFER_DEAD_MAN_SECONDS,
};
