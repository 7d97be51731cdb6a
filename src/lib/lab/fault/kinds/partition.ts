import type { Fault } from '../fault.ts';
import { packetRules } from '../packet-rules.ts';

export const partition: Fault = {
  name: 'partition',
  summary: 'packets between the machine and others are dropped: from all or from some, both ways or one',
  options: ['from', 'direction'],
  plan: (scene, options) => packetRules(scene, options, 'drop'),
};
