import { DATA_DIR } from '../../../mariadb/galera/member-data.ts';
import { REQUIRE_RUNNING, type SshFault } from '../ssh-fault-kind.ts';
import { awaitTransfer, COPY_AGAIN, takeCopy, TRANSFER_DEAD_MAN_SECONDS } from '../state-transfer.ts';

/** Both are removed when the copy is complete, so that they prove that it was not. */
const UNDER_WAY = `[ -e ${DATA_DIR}/sst_in_progress ] && [ -e ${DATA_DIR}/.sst/ibdata1 ]`;

export const fault: SshFault = {
  name: 'kill-joiner',
  summary: 'the server loses its data, copies those of another member (SST), and is killed while they arrive',
  options: {},
  expected: {
    process: 'killed',
    connections: 'refused',
    membership: 'dropped',
    cluster: 'all writes wait until the others drop the joiner; its donor is Synced again once it notices',
  },
  example: {
    command: 'aether --env lab failover-test --faults sst-joiner-crash',
    does: 'kills one member after another while it joins',
  },
  inject: `${REQUIRE_RUNNING}
${takeCopy()}
${awaitTransfer(`[ -s ${DATA_DIR}/.sst/ibdata1 ]`, 0.05)}
systemctl kill --kill-whom=all --signal=KILL mariadb.service
while pgrep -x mariadbd >/dev/null; do sleep 0.05; done
${UNDER_WAY} || { echo 'the copy was complete before the server was killed' >&2; exit 1; }
echo "killed with $(du -sb ${DATA_DIR}/.sst | cut -f1) bytes of the copy received"`,
  heal: COPY_AGAIN,
  dead_man_seconds: TRANSFER_DEAD_MAN_SECONDS,
};
