import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['lab', 'exec'],
  group: 'Local servers',
  summary: 'Run a command as root on a machine of the lab, bypassing the network, as on its console',
  arguments: [
    { name: '<host>', description: 'which machine' },
    { name: '<cmd...>', description: 'the command and its arguments, after --' },
  ],
  options: { name: { flags: '--name <name>', description: 'which lab', fallback: 'lab' } },
  examples: [
    { command: 'aether lab exec db1 -- systemctl status mariadb', does: 'works also where SSH does not' },
    {
      command: 'aether lab exec db1 -- apt-get install -y mariadb-server',
      does: "from the machine's own repository",
    },
  ],
  effects: { writes: 'any exit code of the command' },
  isLocal: true,
  answerNo: 'the command ended with another code than 0',
  async run({ args, options }, context) {
    const { execOnHost } = await import('../lib/lab/lab-exec.ts');
    const [host = '', ...argv] = args;
    const end = await execOnHost(context, { lab: options.name, host, argv });
    return { data: end, text: () => '', exitCode: end.exit_code === 0 ? 0 : 1 };
  },
});
