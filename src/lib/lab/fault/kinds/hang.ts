import type { Fault } from '../fault.ts';
import { requireActive, serviceOf } from '../service.ts';
import { onHost, onHostIfUp } from '../shell.ts';

export const hang: Fault = {
  name: 'hang',
  summary: 'the service stops where it is (SIGSTOP): connections stay open and nothing answers',
  options: ['service'],
  plan(scene, options) {
    const unit = serviceOf(scene, options);
    const signal = (name: string) => `systemctl kill --kill-whom=all --signal=${name} ${unit}`;
    return {
      subject: unit,
      inject: [onHost(scene, [...requireActive(unit), signal('STOP')])],
      heal: [onHostIfUp(scene, [`${signal('CONT')} 2>/dev/null || true`])],
    };
  },
};
