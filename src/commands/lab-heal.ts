import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['lab', 'heal'],
  group: 'Local servers',
  summary: 'Heal the faults of the lab, or of one of its machines',
  arguments: [{ name: '[host]', description: 'only the faults of this machine' }],
  options: { name: { flags: '--name <name>', description: 'which lab', fallback: 'lab' } },
  examples: [
    { command: 'aether lab heal', does: 'everything; the commands that hold faults end' },
    { command: 'aether lab heal db1', does: 'only what was done to db1' },
  ],
  effects: { writes: 'undoes what "aether lab fault" did' },
  isLocal: true,
  async run({ args, options }, context) {
    const { healLab } = await import('../lib/lab/lab-fault.ts');
    const healed = await healLab(context, options.name, args[0]);
    return {
      data: { healed },
      text: () =>
        healed.length === 0 ? 'no fault was in force' : `healed ${healed.map(({ id }) => id).join(', ')}`,
    };
  },
});
