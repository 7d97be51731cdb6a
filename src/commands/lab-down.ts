import { flag } from '../lib/core/command.ts';
import { dryRunOption } from '../lib/core/command-options.ts';
import { labCommand } from '../lib/core/lab-command.ts';
import { planResult } from '../lib/core/plan-document.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['lab', 'down'],
  group: 'Local servers',
  summary: 'Shut the machines of the lab down; their disks stay unless --purge is given',
  options: {
    name: { flags: '--name <name>', description: 'which lab', fallback: 'lab' },
    force: flag('--force', 'cut the power instead of shutting down'),
    purge: flag('--purge', 'delete the disks, the keys and the environment file as well'),
    dryRun: dryRunOption,
  },
  examples: [
    { command: 'sudo aether lab down', does: 'shut down; "aether lab up" goes on with the same disks' },
    {
      command: 'sudo aether lab down --force --purge --confirm lab',
      does: 'leave nothing but the image, at once',
    },
  ],
  effects: {
    writes: 'ends the machines, their network and all faults',
    destroys: 'with --purge: everything on them',
  },
  isLocal: true,
  async run({ options }, context) {
    const { labDown, planLabDown } = await import('../lib/lab/lab-down.ts');
    if (options.dryRun) return planResult(await planLabDown(context, options));
    const { renderDown } = await import('../lib/lab/render-lab.ts');
    const report = await labDown(context, options);
    return {
      data: report,
      text: () => renderDown(report),
      ...(report.purged ? {} : { next: [labCommand(options.name, 'up')] }),
    };
  },
});
