import { AetherError } from '../../../core/errors.ts';
import type { LabFault } from '../lab-fault-kind.ts';

/** boot-host.sh removes it as well, for a machine that was off when the fault was to be healed. */
const FILLER = '.aether-disk-full';

export const fault: LabFault = {
  name: 'disk-full',
  summary: 'the data volume has no free block left, also for root',
  options: {},
  expected: {
    process: 'running',
    connections: 'normal',
    membership: 'kept',
    cluster:
      'it stays Synced and stops every write of the cluster by flow control until there is space again',
  },
  example: { command: 'aether lab fault db3 disk-full --for 30s', does: 'its data volume has no free block' },
  async plan(scene) {
    const volume = scene.host.dataVolume;
    if (volume === null) {
      throw new AetherError('LAB_FAULT_REFUSED', `${scene.host.name} has no data volume that could be full`);
    }
    const { quoteArgument } = await import('../../../infra/ssh/command/quote.ts');
    const { onHost, onHostIfUp } = await import('../shell.ts');
    const filler = quoteArgument(`${volume.mountPoint}/${FILLER}`);
    return {
      subject: volume.mountPoint,
      inject: [
        onHost(scene, [
          `mountpoint --quiet ${volume.mountPoint}`,
          `fallocate --length "$(df --output=avail --block-size=1 ${volume.mountPoint} | tail -n 1)" ${filler} || true`,
          // The rest, down to the last block; this always ends with "no space left".
          `dd if=/dev/zero of=${filler} bs=4096 oflag=append conv=notrunc status=none 2>/dev/null || true`,
        ]),
      ],
      heal: [onHostIfUp(scene, [`rm -f ${filler}`])],
    };
  },
};
