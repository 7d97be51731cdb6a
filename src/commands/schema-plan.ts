import { migrationsOption, sqlOption } from '../lib/core/command-options.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['schema', 'plan'],
  group: 'Database',
  summary:
    'Show which statements, views, routines and triggers are not applied yet, and what changes of tables cost',
  options: { from: migrationsOption, sql: sqlOption },
  examples: [
    { command: 'aether schema plan', does: 'what "schema apply" would run' },
    { command: 'aether schema plan --sql > change.sql', does: 'its statements, for a review' },
  ],
  effects: { reads: 'sql/, the ledger in <database>_meta, the sizes of tables, open transactions' },
  async run({ options }, context) {
    const { readSchemaPlan } = await import('../lib/schema/open-schema.ts');
    const { noteUnusedMigrations } = await import('../lib/schema/migrations-directory.ts');
    const { describePlan } = await import('../lib/schema/ddl/describe-plan.ts');
    noteUnusedMigrations(context, options.from);
    return await describePlan(context, await readSchemaPlan(context, options.from), options.sql);
  },
});
