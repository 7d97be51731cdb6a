import { migrationsOption } from '../lib/core/command-options.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['schema', 'status'],
  group: 'Database',
  summary: 'Show the state of every migration, view, routine and trigger',
  options: { from: migrationsOption },
  examples: [
    { command: 'aether schema status', does: 'one line per migration' },
    { command: 'aether schema status --json', does: 'the same for a script' },
  ],
  effects: { reads: 'sql/, the ledger in <database>_meta' },
  answerNo: 'migrations, views, routines or triggers are pending',
  async run({ options }, context) {
    const { readSchemaPlan } = await import('../lib/schema/open-schema.ts');
    const { noteUnusedMigrations } = await import('../lib/schema/migrations-directory.ts');
    const { migrationStates, objectStates, renderObjects, renderStates } =
      await import('../lib/schema/render-schema.ts');
    noteUnusedMigrations(context, options.from);
    const plan = await readSchemaPlan(context, options.from);
    const migrations = migrationStates(plan);
    const objects = objectStates(plan);
    const pending = [...migrations, ...objects].some(({ state }) => state !== 'applied');
    return {
      data: { migrations, objects },
      text: (view) =>
        [
          renderStates(migrations, view),
          ...(objects.length === 0 ? [] : [renderObjects(objects, view)]),
        ].join('\n\n'),
      exitCode: pending ? 1 : 0,
      next: pending ? ['aether schema apply'] : [],
    };
  },
});
