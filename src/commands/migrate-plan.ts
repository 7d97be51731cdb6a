import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['migrate', 'plan'],
  group: 'Data',
  summary: 'Show what a mapping makes of the tables: collections, sizes, and what speaks against it',
  arguments: [{ name: '<mapping>', description: 'name of a mapping, or the path of its YAML file' }],
  options: {},
  examples: [{ command: 'aether migrate plan aethermart', does: 'sizes from samples, indexes, warnings' }],
  effects: { reads: 'the mapping, and samples of its tables as the account "reader"' },
  answerNo: 'a sampled row cannot become a document',
  async run({ args: [mapping = ''] }, context) {
    const { planMigration } = await import('../lib/migrate/plan-migration.ts');
    const { renderMigrationPlan } = await import('../lib/migrate/report/render-migration.ts');
    const plan = await planMigration(context, mapping);
    const isRefused = plan.collections.some(({ warnings }) =>
      warnings.some((text) => text.startsWith('refused')),
    );
    return {
      data: plan,
      text: (view) => renderMigrationPlan(plan, view),
      exitCode: isRefused ? 1 : 0,
      next: isRefused ? [] : [`aether migrate run ${mapping}`],
    };
  },
});
