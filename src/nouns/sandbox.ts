import type { NounSpec } from '../lib/core/command.ts';

export const noun: NounSpec = {
  word: 'sandbox',
  summary: 'Local MariaDB servers as plain processes, without root',
  examples: [
    { command: 'aether sandbox up', does: 'one server, ready in seconds' },
    { command: 'aether sandbox up --galera --replica', does: 'a cluster of three and a replica' },
    { command: 'aether sandbox down --purge --confirm sandbox', does: 'leave nothing behind' },
  ],
};
