import { REQUIRE_RUNNING, type SshFault } from '../ssh-fault-kind.ts';
import { COPY_AGAIN, takeCopy, TRANSFER_DEAD_MAN_SECONDS } from '../state-transfer.ts';

export const fault: SshFault = {
  name: 'take-copy',
  summary: 'the server is stopped, loses its data, and is started to copy those of another member (SST)',
  options: { from: 'the member that gives the copy' },
  expected: {
    process: 'restarted',
    connections: 'refused',
    membership: 'kept',
    cluster: 'the donor is Donor/Desynced until the copy is complete; nobody waits',
  },
  example: {
    command: 'aether --env lab failover-test --faults sst-donor-crash',
    does: 'kills the donor of each copy',
  },
  // The option of the donor is for this start alone.
  inject: ({ from }) => `${REQUIRE_RUNNING}
${takeCopy(from?.[0])}`,
  heal: COPY_AGAIN,
  dead_man_seconds: TRANSFER_DEAD_MAN_SECONDS,
};
