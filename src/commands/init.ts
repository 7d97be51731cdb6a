import { flag, text } from '../lib/core/command.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['init'],
  group: 'Set up',
  summary: 'Write an environment file: by questions, or by flags without a terminal',
  options: {
    name: text('--name <name>', 'name of the environment'),
    mariadb: text('--mariadb <addresses>', 'MariaDB servers, comma-separated; several are a Galera cluster'),
    mariadbVersion: text(
      '--mariadb-version <series>',
      'series of the MariaDB servers, such as 10.11 or 11.8',
    ),
    database: text('--database <name>', 'database of the business tables'),
    replica: text('--replica <addresses>', 'asynchronous replicas'),
    mongo: text('--mongo <addresses>', 'MongoDB members'),
    sshUser: text('--ssh-user <user>', 'user to log in as over SSH'),
    sshKey: text('--ssh-key <file>', 'private key file for SSH'),
    bastion: text('--bastion <address>', 'host that the others are reached through'),
    file: { ...text('--file <file>', 'file to write'), fallback: 'aether.yaml' },
    force: flag('--force', 'replace an existing file'),
  },
  examples: [
    { command: 'aether init', does: 'ask, then write aether.yaml' },
    { command: 'aether init --name dev --mariadb 127.0.0.1', does: 'one local server, no questions' },
    {
      command: 'aether init --name prod --mariadb 10.0.1.1,10.0.2.1,10.0.3.1',
      does: 'a Galera cluster of three',
    },
  ],
  effects: { writes: 'the environment file; never replaces one without --force' },
  isLocal: true,
  async run({ options }, context) {
    const { askAnswers } = await import('../lib/init/ask-answers.ts');
    const { refuseExisting, writeEnvironmentFile } = await import('../lib/init/write-environment-file.ts');
    const { describeInit, nextCommands, renderInit } = await import('../lib/init/render-init.ts');
    refuseExisting(options, context.cwd);
    const written = await writeEnvironmentFile(await askAnswers(options, context), options, context);
    return {
      data: describeInit(written),
      text: (view) => renderInit(written, context.cwd, view),
      next: nextCommands(written.file, context.cwd),
    };
  },
});
