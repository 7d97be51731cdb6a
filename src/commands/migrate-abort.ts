import { dryRunOption } from '../lib/core/command-options.ts';
import { planResult } from '../lib/core/plan-document.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['migrate', 'abort'],
  group: 'Data',
  summary: 'End a migration that is not published, and drop what it has loaded; live collections stay',
  arguments: [{ name: '<mapping>', description: 'name of the mapping' }],
  options: { dryRun: dryRunOption },
  examples: [
    {
      command: 'aether migrate abort aethermart --confirm staging',
      does: 'also if another aether works on it',
    },
  ],
  effects: { destroys: 'the staged collections of the run' },
  async run({ args: [mapping = ''], options }, context) {
    const { abortMigration, planAbort } = await import('../lib/migrate/runs/abort-migration.ts');
    if (options.dryRun) return planResult(await planAbort(context, mapping));
    const { renderAbort } = await import('../lib/migrate/report/render-runs.ts');
    const report = await abortMigration(context, mapping);
    return { data: report, text: () => renderAbort(report) };
  },
});
