import { flag } from '../lib/core/command.ts';
import { dryRunOption } from '../lib/core/command-options.ts';
import { planResult } from '../lib/core/plan-document.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['sandbox', 'up'],
  group: 'Local servers',
  summary: 'Start local MariaDB servers, and MongoDB with --mongo, or repair existing ones',
  options: {
    galera: flag('--galera', 'three servers as a Galera cluster; one that is alone becomes its first node'),
    mongo: flag(
      '--mongo',
      'a MongoDB server as well, a replica set of one: mongod of AETHER_MONGOD or on PATH',
    ),
    replica: flag('--replica', 'an asynchronous replica of node1 as well'),
    basedir: {
      flags: '--basedir <dir>',
      description: 'use the MariaDB of this directory (a tarball, or an unpacked tree)',
      parse: (value: string) => value,
      variable: 'AETHER_MARIADB_BASEDIR',
    },
    dryRun: dryRunOption,
  },
  examples: [
    { command: 'aether sandbox up', does: 'one server, ready in seconds' },
    { command: 'aether sandbox up --galera --replica', does: 'a cluster of three and a replica' },
    { command: 'aether sandbox up --mongo', does: 'a MariaDB and a MongoDB server' },
    { command: 'aether sandbox up --dry-run', does: 'what is missing or broken' },
  ],
  effects: {
    reads: 'the sandbox below .aether, /proc, the installed MariaDB',
    writes: '.aether/sandbox: data, configuration, passwords, certificates, aether.yaml',
  },
  isLocal: true,
  async run({ options }, context) {
    const { planSandboxUp, sandboxUp } = await import('../lib/sandbox/sandbox-up.ts');
    if (options.dryRun) return planResult(await planSandboxUp(context, options));
    const { nextCommands } = await import('../lib/sandbox/next-commands.ts');
    const { renderUp } = await import('../lib/sandbox/render-sandbox.ts');
    const report = await sandboxUp(context, options);
    return {
      data: {
        changed: report.changed,
        environment_file: report.environmentFile,
        nodes: report.nodes,
        mongo: report.mongo,
      },
      text: (view) => renderUp(report, view),
      next: nextCommands(context),
    };
  },
});
