import { dryRunOption } from '../lib/core/command-options.ts';
import { planResult } from '../lib/core/plan-document.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['cluster', 'rolling-restart'],
  group: 'Cluster',
  summary: 'Restart the servers of a Galera cluster one by one, without losing a write',
  options: { dryRun: dryRunOption },
  examples: [
    {
      command: 'aether cluster rolling-restart --dry-run',
      does: 'the order, and which state transfer each member will need',
    },
    {
      command: 'aether cluster rolling-restart',
      does: 'after a change of an option file that needs a restart, or to end a run that was cut off; the writer is last',
    },
  ],
  effects: {
    reads: 'the state of every member before and after each restart',
    writes: 'stops and starts the server of each member; its clients reconnect to another one',
    destroys:
      'nothing; a member that needs a full copy (SST) is named in the plan, and its data directory is replaced',
  },
  answerNo: 'members differ after the restart',
  async run({ options }, context) {
    const environment = await context.environment();
    const { isSandbox } = await import('../lib/infra/config/is-sandbox.ts');
    const { sshSite } = await import('../lib/cluster/site/ssh-site.ts');
    const { recoverSite } = await import('../lib/sandbox/recover-site.ts');
    const site = isSandbox(context.stateDir, environment)
      ? await recoverSite(context)
      : await sshSite(context, async () => undefined);
    const { planRollingRestart, rollingRestart } = await import('../lib/cluster/restart/rolling-restart.ts');
    const { ACCOUNT_TABLE } = await import('../lib/infra/mariadb/accounts/account-table.ts');
    const backupUser = ACCOUNT_TABLE.backup.user;
    if (options.dryRun) return planResult((await planRollingRestart(context, site, backupUser)).plan);
    const report = await rollingRestart(context, site, backupUser);
    const { renderRestart } = await import('../lib/cluster/restart/render-restart.ts');
    return {
      data: report,
      text: (view) => renderRestart(report, view),
      exitCode: report.comparison.equal ? 0 : 1,
      next: ['aether cluster status'],
    };
  },
});
