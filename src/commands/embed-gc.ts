import { dryRunOption } from '../lib/core/command-options.ts';
import { planResult } from '../lib/core/plan-document.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['embed', 'gc'],
  group: 'Data',
  summary: 'Delete old spaces, and cached vectors of texts that no product has',
  options: { dryRun: dryRunOption },
  examples: [
    { command: 'aether embed gc --dry-run', does: 'what would be deleted' },
    {
      command: 'aether embed gc --confirm production',
      does: 'without a question, in the environment of this name',
    },
  ],
  effects: { destroys: 'vectors that were paid for', writes: 'the tables of the vectors' },
  async run({ options }, context) {
    const { collectGarbage, readGcPlan } = await import('../lib/search/embed/collect-garbage.ts');
    const { formatNumberOf } = await import('../lib/core/units.ts');
    if (options.dryRun) return planResult(await readGcPlan(context));
    const { spaces, rows } = await collectGarbage(context);
    return {
      data: { dry_run: false, spaces_deleted: spaces, rows_deleted: rows },
      text: () => `${formatNumberOf(spaces, 'space')} and ${formatNumberOf(rows, 'row')} deleted`,
    };
  },
});
