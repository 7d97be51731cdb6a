import { text } from '../lib/core/command.ts';
import { dryRunOption } from '../lib/core/command-options.ts';
import { planResult } from '../lib/core/plan-document.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['schema', 'apply'],
  group: 'Database',
  summary: 'Run the pending statements of sql/migrations, one ledger entry each',
  options: {
    dryRun: dryRunOption,
    resolve: text(
      '--resolve <version:step=state>',
      'say that an interrupted statement is "done" or "pending"',
    ),
  },
  examples: [
    { command: 'aether schema apply', does: 'bring the schema up to date' },
    { command: 'aether schema apply --dry-run', does: 'only show what would run' },
    {
      command: 'aether schema apply --resolve 0003:7=done',
      does: 'settle a statement that a crash left in doubt',
    },
  ],
  effects: {
    reads: 'sql/migrations',
    writes: 'the databases <database>, _meta, _stage and _archive, as the account "migrator"',
  },
  ledger: 'migration',
  async run({ options }, context) {
    const { applySchema, readSchemaPlan } = await import('../lib/schema/open-schema.ts');
    const { migrationStates, renderApplied } = await import('../lib/schema/render-schema.ts');
    const { parseResolutions } = await import('../lib/schema/resolutions.ts');
    const resolutions = parseResolutions(options.resolve);
    if (options.dryRun) return planResult(await readSchemaPlan(context));
    const applied = await applySchema(context, resolutions);
    return {
      data: { dry_run: false, statements_run: applied.statements, migrations: migrationStates(applied.plan) },
      text: (view) => renderApplied(applied, view),
      next: applied.statements > 0 ? ['aether ingest SOURCE --from DIR'] : [],
    };
  },
});
