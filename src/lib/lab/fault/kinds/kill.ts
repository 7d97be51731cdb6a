import type { LabFault } from '../lab-fault-kind.ts';

/** Without the override systemd would start the service again after some seconds, healed or not. */
export const fault: LabFault = {
  name: 'kill',
  summary: 'the service is killed (SIGKILL) and stays down; healing starts it',
  options: { service: 'another service than the database server' },
  expected: {
    process: 'killed',
    connections: 'refused',
    membership: 'dropped',
    cluster:
      'all writes wait until the others drop the member: 6.3 s with stock timers, 1.3 s on a LAN profile',
  },
  example: {
    command: 'aether lab fault db1 kill --for 30s',
    does: 'its database server dies and stays down for 30 s',
  },
  async plan(scene, options) {
    const { overrideUnit, removeOverride, requireActive, serviceOf } = await import('../service.ts');
    const { onHost, onHostIfUp } = await import('../shell.ts');
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
