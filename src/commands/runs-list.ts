import { countOption } from '../lib/core/command-options.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['runs', 'list'],
  group: 'Set up',
  summary: 'List what was run here, the newest first, with its result',
  options: {
    state: {
      flags: '--state <state>',
      description: 'only runs in this state',
      parse: (value: string) => value,
      choices: ['running', 'finished', 'failed', 'interrupted', 'killed', 'unknown'],
    },
    limit: { ...countOption('--limit <count>', 'how many runs', 1), fallback: 20 },
  },
  examples: [
    { command: 'aether runs list', does: 'the last 20 runs' },
    { command: 'aether runs list --state failed --json', does: 'failed runs, for a script' },
  ],
  effects: { reads: 'the records below .aether/runs' },
  isLocal: true,
  async run({ options }, context) {
    const { readRuns } = await import('../lib/runs/read-runs.ts');
    const { renderRuns, summarise } = await import('../lib/runs/render-runs.ts');
    const { state: wanted } = options;
    const all = await readRuns(context.stateDir);
    const runs = all.filter(({ state }) => wanted === undefined || state === wanted).slice(0, options.limit);
    return { data: { runs: runs.map(summarise) }, text: (view) => renderRuns(runs, view) };
  },
});
