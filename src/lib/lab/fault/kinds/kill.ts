import type { Fault } from '../fault.ts';
import { overrideUnit, removeOverride, requireActive, serviceOf } from '../service.ts';
import { onHost, onHostIfUp } from '../shell.ts';

/** Without the override systemd would start the service again after some seconds, healed or not. */
export const kill: Fault = {
  name: 'kill',
  summary: 'the service is killed (SIGKILL) and stays down; healing starts it',
  options: ['service'],
  plan(scene, options) {
    const unit = serviceOf(scene, options);
    return {
      subject: unit,
      inject: [
        onHost(scene, [
          ...requireActive(unit),
          ...overrideUnit(unit, 'kill', ['Restart=no']),
          `systemctl kill --kill-whom=all --signal=KILL ${unit}`,
        ]),
      ],
      heal: [
        onHostIfUp(scene, [
          ...removeOverride(unit, 'kill'),
          `systemctl reset-failed ${unit} 2>/dev/null || true`,
          // A member of a cluster may have to wait for others before it is up.
          `systemctl start --no-block ${unit}`,
        ]),
      ],
    };
  },
};
