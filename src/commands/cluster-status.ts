import { flag } from '../lib/core/command.ts';
import { AetherError } from '../lib/core/errors.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

const WATCH_SECONDS = 2;

export const command = defineCommand({
  words: ['cluster', 'status'],
  group: 'Cluster',
  summary: 'Show every member of the Galera cluster, and which of them is wrong',
  options: { watch: flag('--watch', 'show it again every 2 s until Ctrl-C') },
  examples: [
    { command: 'aether cluster status', does: 'one line per member, then what is wrong' },
    { command: 'aether cluster status --watch', does: 'while you change something' },
    { command: 'aether cluster status --json', does: 'the same for a monitor: exit code 1 if unhealthy' },
  ],
  effects: { reads: 'the status of every member, as the account "monitor", else "admin"; free disk space' },
  answerNo: 'the cluster is unhealthy, or a member could not be asked',
  async run({ options }, context) {
    if (options.watch && context.json) {
      throw new AetherError('USAGE', '--watch has no end, and --json prints one document at the end', {
        hint: 'repeat aether cluster status --json in a loop',
      });
    }
    const { clusterStatus, watchCluster } = await import('../lib/cluster/status/cluster-status.ts');
    const { renderStatus } = await import('../lib/cluster/status/render-status.ts');
    const { statusDocument } = await import('../lib/cluster/status/status-document.ts');
    if (options.watch) {
      for await (const status of watchCluster(context, WATCH_SECONDS)) {
        await context.show((view) => `${status.looked_at}\n${renderStatus(status, view)}`);
      }
    }
    const status = await clusterStatus(context);
    return {
      data: statusDocument(status),
      text: (view) => renderStatus(status, view),
      exitCode: status.healthy ? 0 : 1,
      next: status.next,
    };
  },
});
