import { flag } from '../lib/core/command.ts';
import { dryRunOption } from '../lib/core/command-options.ts';
import { planResult } from '../lib/core/plan-document.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['sandbox', 'down'],
  group: 'Local servers',
  summary: 'Stop the local servers; their data stays unless --purge is given',
  options: {
    purge: flag('--purge', 'remove data, accounts, certificates and logs as well'),
    dryRun: dryRunOption,
  },
  examples: [
    { command: 'aether sandbox down', does: 'stop; "aether sandbox up" goes on with the same data' },
    { command: 'aether sandbox down --purge --confirm sandbox', does: 'leave nothing behind' },
  ],
  effects: { writes: 'stops the servers below .aether/sandbox', destroys: 'with --purge: all their data' },
  isLocal: true,
  async run({ options }, context) {
    const { planSandboxDown, sandboxDown } = await import('../lib/sandbox/sandbox-down.ts');
    if (options.dryRun) return planResult(await planSandboxDown(context, options.purge));
    const { renderDown } = await import('../lib/sandbox/render-sandbox.ts');
    const report = await sandboxDown(context, options.purge);
    return {
      data: report,
      text: () => renderDown(report),
      ...(report.purged ? {} : { next: ['aether sandbox up'] }),
    };
  },
});
