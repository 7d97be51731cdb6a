import { text } from '../lib/core/command.ts';
import { dryRunOption, migrationsOption, sqlOption } from '../lib/core/command-options.ts';
import { AetherError } from '../lib/core/errors.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['schema', 'apply'],
  group: 'Database',
  summary: 'Run pending migrations, and make views, routines and triggers that changed',
  options: {
    from: migrationsOption,
    dryRun: dryRunOption,
    sql: { ...sqlOption, description: `with --dry-run: ${sqlOption.description}` },
    resolve: text(
      '--resolve <version:step=state>',
      'record that an interrupted statement is "done" or "pending"',
    ),
  },
  examples: [
    { command: 'aether schema apply', does: 'bring the schema up to date' },
    { command: 'aether schema apply --dry-run', does: 'only show what would run' },
    {
      command: 'aether schema apply --env production --yes',
      does: 'without a question, if no data are destroyed',
    },
    {
      command: 'aether schema apply --resolve 0003:7=done',
      does: 'settle a statement that a crash left in doubt',
    },
  ],
  effects: {
    reads: 'sql/migrations, and sql/views, sql/routines and sql/triggers beside it',
    writes: 'the databases <database>, _meta, _stage and _archive, as the account "migrator"',
  },
  ledger: 'migration',
  async run({ options }, context) {
    const { applySchema, readSchemaPlan } = await import('../lib/schema/open-schema.ts');
    const { migrationStates, renderApplied } = await import('../lib/schema/render-schema.ts');
    const { checkResolutions, parseResolutions } = await import('../lib/schema/resolutions.ts');
    const { noteUnusedMigrations } = await import('../lib/schema/migrations-directory.ts');
    const { describePlan } = await import('../lib/schema/ddl/describe-plan.ts');
    if (options.sql && !options.dryRun)
      throw new AetherError('USAGE', '--sql goes with --dry-run', {
        hint: 'aether schema plan --sql',
      });
    const resolutions = parseResolutions(options.resolve);
    noteUnusedMigrations(context, options.from);
    if (options.dryRun) {
      const plan = await readSchemaPlan(context, options.from);
      checkResolutions(resolutions, plan);
      return await describePlan(context, plan, options.sql);
    }
    const applied = await applySchema(context, { resolutions, from: options.from });
    return {
      data: { dry_run: false, statements_run: applied.statements, migrations: migrationStates(applied.plan) },
      text: (view) => renderApplied(applied, view),
      next: applied.statements > 0 ? ['aether ingest SOURCE --from DIR'] : [],
    };
  },
});
