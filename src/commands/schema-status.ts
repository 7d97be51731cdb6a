import { migrationsOption } from '../lib/core/command-options.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['schema', 'status'],
  group: 'Database',
  summary: 'Show the state of every migration',
  options: { from: migrationsOption },
  examples: [
    { command: 'aether schema status', does: 'one line per migration' },
    { command: 'aether schema status --json', does: 'the same for a script' },
  ],
  effects: { reads: 'sql/migrations, the ledger in <database>_meta' },
  answerNo: 'migrations are pending',
  async run({ options }, context) {
    const { readSchemaPlan } = await import('../lib/schema/open-schema.ts');
    const { noteUnusedMigrations } = await import('../lib/schema/migrations-directory.ts');
    const { migrationStates, renderStates } = await import('../lib/schema/render-schema.ts');
    noteUnusedMigrations(context, options.from);
    const migrations = migrationStates(await readSchemaPlan(context, options.from));
    const pending = migrations.some((migration) => migration.state !== 'applied');
    return {
      data: { migrations },
      text: (view) => renderStates(migrations, view),
      exitCode: pending ? 1 : 0,
      next: pending ? ['aether schema apply'] : [],
    };
  },
});
