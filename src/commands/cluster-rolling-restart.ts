import { flag } from '../lib/core/command.ts';
import { countOption, dryRunOption } from '../lib/core/command-options.ts';
import { planResult } from '../lib/core/plan-document.ts';
import { defineCommand } from '../lib/infra/define-command.ts';

export const command = defineCommand({
  words: ['cluster', 'rolling-restart'],
  group: 'Cluster',
  summary: 'Restart the servers of a Galera cluster one by one, without losing a write',
  options: {
    reboot: flag('--reboot', 'restart the machines through systemd, not the servers alone'),
    drainSeconds: {
      ...countOption(
        '--drain-seconds <count>',
        'how long clients may take to leave a member; 0: not asked',
        0,
      ),
      fallback: 10,
    },
    dryRun: dryRunOption,
  },
  examples: [
    {
      command: 'aether cluster rolling-restart --dry-run',
      does: 'the order, and which state transfer each member will need',
    },
    {
      command: 'aether cluster rolling-restart',
      does: 'after a change of an option file that needs a restart, or to end a run that was cut off; the writer is last',
    },
    {
      command: 'aether cluster rolling-restart --reboot --drain-seconds 60',
      does: 'after an update of the kernel; transactions have a minute to end before each reboot',
    },
  ],
  effects: {
    reads: 'the state of every member before and after each restart',
    writes:
      'each member: wsrep_desync, by which load balancers send new sessions elsewhere; its server is stopped and started',
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
    const { backup, monitor, evict } = ACCOUNT_TABLE;
    const { reboot, drainSeconds } = options;
    const ignoredUsers = [monitor.user, evict.user];
    const request = { reboot, drainSeconds, backupUser: backup.user, ignoredUsers };
    if (options.dryRun) return planResult((await planRollingRestart(context, site, request)).plan);
    const report = await rollingRestart(context, site, request);
    const { renderRestart } = await import('../lib/cluster/restart/render-restart.ts');
    return {
      data: report,
      text: (view) => renderRestart(report, view),
      exitCode: report.comparison.equal ? 0 : 1,
      next: ['aether cluster status'],
    };
  },
});
