import { flag } from '../lib/core/command.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['config', 'show'],
  group: 'Set up',
  summary: 'Print the environment that is in force; secrets stay references',
  options: {
    sources: flag('--sources', 'print where each value came from: file and line, variable, or default'),
  },
  examples: [
    { command: 'aether config show', does: 'everything, with the defaults filled in' },
    { command: 'aether config show --sources --env staging', does: 'which file set what' },
  ],
  effects: {
    reads:
      'the environment file; over it AETHER_SSH_USER, AETHER_SSH_KEY, AETHER_MARIADB_DATABASE, ' +
      'AETHER_LIMITS_PARALLEL_CONNECTIONS, AETHER_LIMITS_CHUNK_BYTES, AETHER_LIMITS_OUTAGE_TOLERANCE',
  },
  isLocal: true,
  async run({ options }, context) {
    const { listSettings } = await import('../lib/config-view/list-settings.ts');
    const { describeSources, renderEnvironment, renderSources } =
      await import('../lib/config-view/render-settings.ts');
    const effective = listSettings(await context.environment());
    const { files, environment, settings } = effective;
    return {
      data: { files, environment, ...(options.sources ? { sources: describeSources(settings) } : {}) },
      text: (view) => (options.sources ? renderSources(effective, view) : renderEnvironment(effective)),
    };
  },
});
