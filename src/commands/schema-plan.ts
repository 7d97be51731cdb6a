import { planResult } from '../lib/core/plan-document.ts';
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
    return planResult(await readSchemaPlan(context));
  },
});
