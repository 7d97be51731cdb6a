import { AetherError } from '../../../core/errors.ts';
import type { LabFault } from '../lab-fault-kind.ts';

/**
 * The clock of a machine, by a library that is loaded into every program: the clock of the kernel belongs to the whole
 * computer. Programs that run already keep the right time until they are restarted.
 */
export const fault: LabFault = {
  name: 'clock-off',
  summary: 'the clock of the machine is wrong, for all programs that start from now on',
  options: { by: 'how far the clock is off (--by=-5m: 5 minutes slow)' },
  expected: {
    process: 'running',
    connections: 'normal',
    membership: 'kept',
    cluster:
      'nothing changes until a server is restarted; what asks the machine for the time gets a wrong one',
  },
  example: { command: 'aether lab fault db3 clock-off --by=-2h', does: 'the machine is two hours slow' },
  async plan(scene, { by }) {
    if (by === undefined || by === 0) {
      throw new AetherError('USAGE', 'how wrong is the clock to be?', {
        hint: 'add --by, such as --by 5m or --by=-5m',
      });
    }
    const { onHost, onHostIfUp } = await import('../shell.ts');
    const offset = `${by < 0 ? '-' : '+'}${Math.abs(by)}s`;
    return {
      subject: scene.host.name,
      inject: [
        onHost(scene, [
          // Read by the library where no variable says otherwise.
          `echo '${offset}' > /etc/faketimerc`,
          // A link that configs/lab/image/prepare.sh makes.
          'echo /usr/local/lib/libfaketime.so > /etc/ld.so.preload',
        ]),
      ],
      heal: [onHostIfUp(scene, ['rm -f /etc/ld.so.preload /etc/faketimerc'])],
    };
  },
};
