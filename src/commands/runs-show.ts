import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['runs', 'show'],
  group: 'Set up',
  summary: 'Show one run: what was typed, how it ended, and why it failed',
  arguments: [{ name: '[run]', description: 'id of the run, or a part of it; the newest run by default' }],
  options: {},
  examples: [
    { command: 'aether runs show', does: 'the newest run' },
    { command: 'aether runs show 4f9a1c', does: 'the run whose id ends so' },
  ],
  effects: { reads: 'the record below .aether/runs' },
  isLocal: true,
  async run({ args }, context) {
    const { readRuns } = await import('../lib/runs/read-runs.ts');
    const { findRun } = await import('../lib/runs/find-run.ts');
    const { renderRun } = await import('../lib/runs/render-runs.ts');
    const found = findRun(await readRuns(context.stateDir), args[0]);
    const { run, state, record, log, otherFiles } = found;
    return {
      data: { run, state, record, log, files: otherFiles },
      text: (view) => renderRun(found, view),
    };
  },
});
