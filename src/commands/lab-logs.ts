import { flag } from '../lib/core/command.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['lab', 'logs'],
  group: 'Local servers',
  summary: 'Show the journal of a machine of the lab, or what it wrote to its console while it booted',
  arguments: [{ name: '<host>', description: 'which machine' }],
  options: {
    name: { flags: '--name <name>', description: 'which lab', fallback: 'lab' },
    unit: { flags: '--unit <unit>', description: 'only this service', parse: (value: string) => value },
    lines: {
      flags: '--lines <count>',
      description: 'how many lines, from the end',
      parse: (value: string) => {
        if (!/^[1-9]\d{0,6}$/.test(value)) throw new Error('must be a number from 1');
        return Number(value);
      },
      fallback: 100,
    },
    follow: flag('--follow', 'go on with what comes, until Ctrl-C'),
    console: flag('--console', 'the console instead of the journal; also of a machine that is off'),
  },
  examples: [
    { command: 'aether lab logs db1 --unit mariadb --follow', does: 'watch the server' },
    { command: 'aether lab logs db1 --console', does: 'why a machine does not come up' },
  ],
  effects: { reads: 'the journal or the console of the machine' },
  isLocal: true,
  answerNo: 'journalctl ended with another code than 0',
  async run({ args, options }, context) {
    const { showLogs } = await import('../lib/lab/lab-exec.ts');
    const end = await showLogs(context, { ...options, lab: options.name, host: args[0] ?? '' });
    return { data: end, text: () => '', exitCode: end.exit_code === 0 ? 0 : 1 };
  },
});
