import { flag } from '../lib/core/command.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['sandbox', 'down'],
  group: 'Local servers',
  summary: 'Stop the local servers; their data stays unless --purge is given',
  options: {
    purge: flag('--purge', 'remove data, accounts, certificates and logs as well'),
    dryRun: flag('--dry-run', 'print what would be done, and do nothing'),
  },
  examples: [
    { command: 'aether sandbox down', does: 'stop; "aether sandbox up" goes on with the same data' },
    { command: 'aether sandbox down --purge --yes', does: 'leave nothing behind' },
  ],
  effects: { writes: 'stops the servers below .aether/sandbox', destroys: 'with --purge: all their data' },
  isLocal: true,
  async run({ options }, context) {
    const { planSandboxDown, sandboxDown } = await import('../lib/sandbox/sandbox-down.ts');
    if (options.dryRun) {
      const plan = await planSandboxDown(context, options.purge);
      return { data: { plan }, text: (view) => view.plan(plan) };
    }
    const { renderDown } = await import('../lib/sandbox/render-sandbox.ts');
    const report = await sandboxDown(context, options.purge);
    return {
      data: report,
      text: () => renderDown(report),
      ...(report.purged ? {} : { next: ['aether sandbox up'] }),
    };
  },
});
