import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['embed', 'status'],
  group: 'Data',
  summary: 'Show the spaces of vectors, and what they have cost',
  options: {},
  examples: [{ command: 'aether embed status', does: 'which space is live, and the spending so far' }],
  effects: { reads: 'the spaces of vectors, the ledger of requests' },
  async run(_input, context) {
    const { readStatus } = await import('../lib/search/embed/read-status.ts');
    const { renderStatus, statusDocument } = await import('../lib/search/embed/report/render-status.ts');
    const status = await readStatus(context);
    return { data: statusDocument(status), text: (view) => renderStatus(status, view) };
  },
});
