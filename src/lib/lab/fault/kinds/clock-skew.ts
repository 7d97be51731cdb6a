import { AetherError } from '../../../core/errors.ts';
import type { LabFault } from '../lab-fault-kind.ts';

/**
 * The clock of one service, by a library that is loaded into it: the clock of the kernel belongs to the whole
 * computer. To load it the service is restarted once; afterwards the library follows a file, so that healing needs
 * no restart. The monotonic clock, by which timeouts are measured, stays right, as it does when NTP steps a clock.
 */
export const fault: LabFault = {
  name: 'clock-skew',
  summary: 'the clock of the service is wrong; the service is restarted once to make it so',
  options: {
    service: 'another service than the database server',
    by: 'how far the clock is off (--by=-5m: 5 minutes behind)',
  },
  expected: {
    process: 'restarted',
    connections: 'normal',
    membership: 'kept',
    cluster:
      'it leaves for one restart; afterwards nothing changes but its NOW(): the timers use the monotonic clock',
  },
  example: {
    command: 'aether lab fault db3 clock-skew --by=-1h',
    does: 'the clock of its server runs an hour behind',
  },
  async plan(scene, options) {
    const { by } = options;
    if (by === undefined || by === 0) {
      throw new AetherError('USAGE', 'how wrong is the clock to be?', {
        hint: 'add --by, such as --by 5m or --by=-5m',
      });
    }
    const { quoteArgument } = await import('../../../infra/ssh/command/quote.ts');
    const { overrideUnit, removeOverride, requireActive, serviceOf } = await import('../service.ts');
    const { onHost, onHostIfUp } = await import('../shell.ts');
    const unit = serviceOf(scene, options);
    const offset = `/run/aether-clock-${unit}`;
    const preload = [
      // A link that configs/lab/image/prepare.sh makes.
      'Environment=LD_PRELOAD=/usr/local/lib/libfaketime.so',
      `Environment=FAKETIME_TIMESTAMP_FILE=${offset}`,
      'Environment=FAKETIME_CACHE_DURATION=1',
      'Environment=FAKETIME_DONT_FAKE_MONOTONIC=1',
    ];
    return {
      subject: unit,
      inject: [
        onHost(scene, [
          ...requireActive(unit),
          `echo ${quoteArgument(signed(by))} > ${quoteArgument(offset)}`,
          ...overrideUnit(unit, 'clock-skew', preload),
          `systemctl restart ${unit}`,
        ]),
      ],
      heal: [
        onHostIfUp(scene, [
          `if [ -e ${quoteArgument(offset)} ]; then echo +0s > ${quoteArgument(offset)}; fi`,
          ...removeOverride(unit, 'clock-skew'),
        ]),
      ],
    };
  },
};

/** `+300s`, as libfaketime reads it. */
function signed(seconds: number): string {
  return `${seconds < 0 ? '-' : '+'}${Math.abs(seconds)}s`;
}
