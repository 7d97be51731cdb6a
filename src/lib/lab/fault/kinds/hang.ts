import type { LabFault } from '../lab-fault-kind.ts';

export const fault: LabFault = {
  name: 'hang',
  summary: 'the service stops where it is (SIGSTOP): connections stay open and nothing answers',
  options: { service: 'another service than the database server' },
  expected: {
    process: 'stopped',
    connections: 'unanswered',
    membership: 'dropped',
    cluster:
      'as after a crash; if it is shorter than evs.suspect_timeout, all writes wait that long and no view changes',
  },
  example: { command: 'aether lab fault db1 hang --for 10s', does: 'its server accepts and answers nothing' },
  async plan(scene, options) {
    const { requireActive, serviceOf } = await import('../service.ts');
    const { onHost, onHostIfUp } = await import('../shell.ts');
    const unit = serviceOf(scene, options);
    const signal = (name: string) => `systemctl kill --kill-whom=all --signal=${name} ${unit}`;
    return {
      subject: unit,
      inject: [onHost(scene, [...requireActive(unit), signal('STOP')])],
      heal: [onHostIfUp(scene, [`${signal('CONT')} 2>/dev/null || true`])],
    };
  },
};
