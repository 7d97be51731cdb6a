import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['migrate', 'status'],
  group: 'Data',
  summary: 'Show the runs of a mapping: state, holder, documents, and the collections that are kept',
  arguments: [{ name: '[mapping]', description: 'name of the mapping (default: all)' }],
  options: {},
  examples: [{ command: 'aether migrate status aethermart', does: 'the newest run first' }],
  effects: { reads: 'the ledger in MongoDB, as the account "reader"' },
  async run({ args: [mapping] }, context) {
    const { migrationStatus } = await import('../lib/migrate/runs/migration-status.ts');
    const { renderMigrationStatus } = await import('../lib/migrate/report/render-runs.ts');
    const status = await migrationStatus(context, mapping);
    return { data: status, text: (view) => renderMigrationStatus(status, view) };
  },
});
