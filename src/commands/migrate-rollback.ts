import { dryRunOption } from '../lib/core/command-options.ts';
import { planResult } from '../lib/core/plan-document.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['migrate', 'rollback'],
  group: 'Data',
  summary: 'Take the newest published migration back: what was live before it is live again',
  arguments: [{ name: '<mapping>', description: 'name of the mapping' }],
  options: { dryRun: dryRunOption },
  examples: [{ command: 'aether migrate rollback aethermart --confirm staging', does: 'nothing is dropped' }],
  effects: { writes: 'names of collections in MongoDB, as the account "writer"' },
  async run({ args: [mapping = ''], options }, context) {
    const { planRollback, rollbackMigration } = await import('../lib/migrate/publish/rollback-migration.ts');
    if (options.dryRun) return planResult(await planRollback(context, mapping));
    const { renderRollback } = await import('../lib/migrate/report/render-migration.ts');
    const report = await rollbackMigration(context, mapping);
    return { data: report, text: (view) => renderRollback(report, view) };
  },
});
