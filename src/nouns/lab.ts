import type { NounSpec } from '../lib/core/command.ts';

export const noun: NounSpec = {
  word: 'lab',
  summary: 'A fleet of real machines on this computer, with systemd, SSH and faults',
  examples: [
    { command: 'sudo aether lab up', does: 'bastion, db1, db2, db3, replica1, mongo1' },
    { command: 'sudo aether --env lab provision', does: 'make servers of them' },
    { command: 'aether lab fault db1 kill --for 30s', does: 'break one' },
    { command: 'sudo aether lab down --purge --confirm lab', does: 'leave nothing behind' },
  ],
};
