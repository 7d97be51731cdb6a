import { flag } from '../lib/core/command.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['version'],
  group: 'Set up',
  summary: 'Show the versions of aether, Node and every server, for a report',
  options: { client: flag('--client', 'ask no server') },
  examples: [
    { command: 'aether version', does: 'with the servers of the environment, if there is one' },
    { command: 'aether version --client --json', does: 'only aether, its build and this machine' },
  ],
  effects: { reads: 'the environment file, the version of every MariaDB and MongoDB server' },
  async run({ options }, context) {
    const { readBuild } = await import('../lib/version/read-build.ts');
    const { renderVersion } = await import('../lib/version/render-version.ts');
    const build = await readBuild();
    const found = options.client
      ? null
      : await (await import('../lib/version/read-servers.ts')).readServers(context);
    return { data: { ...build, servers: found }, text: (view) => renderVersion(build, found, view) };
  },
});
