import { dryRunOption } from '../lib/core/command-options.ts';
import { planResult } from '../lib/core/plan-document.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['migrate', 'gc'],
  group: 'Data',
  summary: 'Drop what earlier migrations left: unpublished documents, and those that were live before',
  arguments: [{ name: '<mapping>', description: 'name of the mapping' }],
  options: { dryRun: dryRunOption },
  examples: [
    { command: 'aether migrate gc aethermart --dry-run', does: 'which collections would be dropped' },
    {
      command: 'aether migrate gc aethermart --confirm staging',
      does: 'afterwards nothing can be rolled back',
    },
  ],
  effects: { destroys: 'staged and former collections of the mapping; never live ones' },
  async run({ args: [mapping = ''], options }, context) {
    const { collectGarbage, planGarbage } = await import('../lib/migrate/runs/collect-garbage.ts');
    if (options.dryRun) return planResult(await planGarbage(context, mapping));
    const { renderGarbage } = await import('../lib/migrate/report/render-runs.ts');
    const garbage = await collectGarbage(context, mapping);
    return { data: garbage, text: () => renderGarbage(garbage) };
  },
});
