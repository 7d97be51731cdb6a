import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['lab', 'ssh'],
  group: 'Local servers',
  summary: 'Log in to a machine of the lab through the bastion, with the ssh of this computer',
  arguments: [
    { name: '<host>', description: 'which machine' },
    { name: '[cmd...]', description: 'a command instead of a login, after --' },
  ],
  options: { name: { flags: '--name <name>', description: 'which lab', fallback: 'lab' } },
  examples: [
    { command: 'aether lab ssh db1', does: 'a login as the user admin, who may sudo' },
    { command: 'aether lab ssh db1 -- uptime', does: 'one command' },
  ],
  effects: { writes: 'whatever you do there' },
  isLocal: true,
  answerNo: 'ssh or the command ended with another code than 0',
  async run({ args, options }, context) {
    const { sshToHost } = await import('../lib/lab/lab-exec.ts');
    const [host = '', ...argv] = args;
    const end = await sshToHost(context, { lab: options.name, host, argv });
    return { data: end, text: () => '', exitCode: end.exit_code === 0 ? 0 : 1 };
  },
});
