import { countOption, dryRunOption } from '../lib/core/command-options.ts';
import { parseDurationSeconds } from '../lib/core/units.ts';
import { planResult } from '../lib/core/plan-document.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['runs', 'prune'],
  group: 'Set up',
  summary: 'Remove the records and logs of old runs',
  options: {
    olderThan: {
      flags: '--older-than <duration>',
      description: 'only runs that began longer ago, such as 12h or 30d',
      parse: (value: string) => {
        const seconds = parseDurationSeconds(value);
        if (seconds === undefined) throw new Error('must be a number with a unit: 30m, 12h, 30d');
        return seconds;
      },
    },
    keep: countOption('--keep <count>', 'leave this many of the newest runs', 0),
    dryRun: dryRunOption,
  },
  examples: [
    {
      command: 'aether runs prune --older-than 30d --dry-run',
      does: 'show what would be removed, and what stays',
    },
    { command: 'aether runs prune --older-than 30d --keep 100 --yes', does: 'for a timer' },
  ],
  effects: {
    reads: 'the ledgers in <database>_meta',
    destroys:
      'directories below .aether/runs; never of a run that is running, has open rejects, or is in a ledger',
  },
  async run({ options }, context) {
    const { planRunsPrune, pruneRuns } = await import('../lib/runs/prune-runs.ts');
    const limits = { olderThanSeconds: options.olderThan, keep: options.keep };
    if (options.dryRun) return planResult(await planRunsPrune(context, limits));
    const { describePruned, renderPruned } = await import('../lib/runs/render-runs.ts');
    const pruned = describePruned(await pruneRuns(context, limits));
    return { data: pruned, text: () => renderPruned(pruned) };
  },
});
