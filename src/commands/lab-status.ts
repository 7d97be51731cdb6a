import { labCommand } from '../lib/core/lab-command.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['lab', 'status'],
  group: 'Local servers',
  summary: 'Show the status of the machines of the lab, and which faults are in force',
  options: { name: { flags: '--name <name>', description: 'which lab', fallback: 'lab' } },
  examples: [
    { command: 'aether lab status', does: 'one line per machine' },
    { command: 'aether lab status --json', does: 'the same for scripts' },
  ],
  effects: { reads: 'the lab below .aether, cgroups and /proc' },
  isLocal: true,
  answerNo: 'a machine that should run does not, or a fault is in force',
  async run({ options }, context) {
    const { openLab } = await import('../lib/lab/lab.ts');
    const { isAsWanted, labStatus } = await import('../lib/lab/lab-status.ts');
    const { renderStatus } = await import('../lib/lab/render-lab.ts');
    const status = await labStatus(await openLab(context, options.name));
    const asWanted = isAsWanted(status);
    return {
      data: status,
      text: (view) => renderStatus(status, view),
      exitCode: asWanted ? 0 : 1,
      ...(asWanted ? {} : { next: [labCommand(options.name, status.faults.length > 0 ? 'heal' : 'up')] }),
    };
  },
});
