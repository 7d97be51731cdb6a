import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['schema', 'indexes'],
  group: 'Database',
  summary: 'Show which indexes nobody reads, and which another index can replace',
  options: {},
  examples: [
    { command: 'aether schema indexes', does: 'by what every member has counted since its start' },
    {
      command: 'aether schema indexes --json',
      does: 'every index with its reads and the statement that drops it',
    },
  ],
  effects: {
    reads:
      'information_schema, and the counters of userstat or performance_schema on every member, as the account "admin"',
  },
  async run(_input, context) {
    const { readIndexes } = await import('../lib/schema/indexes/read-indexes.ts');
    const { renderIndexes } = await import('../lib/schema/indexes/render-indexes.ts');
    const report = await readIndexes(context);
    return { data: report, text: (view) => renderIndexes(report, view) };
  },
});
