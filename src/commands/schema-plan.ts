import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['schema', 'plan'],
  group: 'Database',
  summary: 'Show which statements of sql/migrations are not applied yet',
  options: {},
  examples: [{ command: 'aether schema plan', does: 'what "schema apply" would run' }],
  effects: { reads: 'sql/migrations, the ledger in <database>_meta' },
  async run(_input, context) {
    const { readSchemaPlan } = await import('../lib/schema/open-schema.ts');
    const { migrationStates } = await import('../lib/schema/render-schema.ts');
    const plan = await readSchemaPlan(context);
    return { data: { migrations: migrationStates(plan) }, text: (view) => view.plan(plan) };
  },
});
