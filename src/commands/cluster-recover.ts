import { flag } from '../lib/core/command.ts';
import { dryRunOption } from '../lib/core/command-options.ts';
import { planResult } from '../lib/core/plan-document.ts';
import type { Context } from '../lib/infra/context.ts';
import { defineCommand } from '../lib/infra/define-command.ts';
import type { ClusterSite } from '../lib/infra/mariadb/galera/cluster-site.ts';

export const command = defineCommand({
  words: ['cluster', 'recover'],
  group: 'Cluster',
  summary: 'Bring back a Galera cluster that takes no writes, or members that do not rejoin by themselves',
  options: {
    without: {
      flags: '--without <hosts>',
      description: 'members to leave out, comma-separated; what they alone have is lost',
      parse: (value: string) => value.split(',').map((name) => name.trim()),
      fallback: [] as string[],
    },
    skipRows: flag('--skip-rows', 'do not compare the rows of all tables at the end (GTIDs still are)'),
    dryRun: dryRunOption,
  },
  examples: [
    {
      command: 'aether cluster recover --dry-run',
      does: 'after a power cut: who runs, who is missing, what would be done',
    },
    {
      command: 'aether cluster recover',
      does: 'stops all members, bootstraps the most advanced one, and lets the others join one by one',
    },
    {
      command: 'aether cluster recover --confirm production',
      does: 'db2 found itself inconsistent with the others: moves its data aside, and it copies theirs (SST)',
    },
    {
      command: 'aether cluster recover --without db3 --confirm production',
      does: 'db3 is lost for good; refused unless it is certain that its server does not run',
    },
  ],
  effects: {
    reads: 'the state of every member, and its last position',
    writes:
      'the members: stopped, masked until they are started (systemctl mask --runtime), started in order; the data directory of a member that is inconsistent is moved aside, not erased',
    destroys: 'with --without, the transactions that a member which is left out has alone',
  },
  answerNo: 'a member is missing, or members differ',
  async run({ options }, context) {
    const { planRecovery, recoverCluster } = await import('../lib/cluster/recover/recover.ts');
    const site = await siteOf(context);
    const request = { without: options.without, digests: !options.skipRows };
    if (options.dryRun) return planResult(await planRecovery(site, request));
    const report = await recoverCluster(context, site, request);
    const { exitCodeOf, renderRecovery } = await import('../lib/cluster/recover/render-recover.ts');
    return {
      data: report,
      text: (view) => renderRecovery(report, view),
      exitCode: exitCodeOf(report, options.without),
      next: ['aether cluster status'],
    };
  },
});

/** The sandbox's servers are processes here; all others are reached over SSH, and a lab knows which of its machines are off. */
async function siteOf(context: Context): Promise<ClusterSite> {
  const environment = await context.environment();
  const { isSandbox } = await import('../lib/infra/config/is-sandbox.ts');
  if (isSandbox(context.stateDir, environment)) {
    const { recoverSite } = await import('../lib/sandbox/recover-site.ts');
    return recoverSite(context);
  }
  const { labOf } = await import('../lib/lab/lab-of.ts');
  const lab = await labOf(context, environment);
  const { proveHostOff } = await import('../lib/lab/power-state.ts');
  const { sshSite } = await import('../lib/cluster/site/ssh-site.ts');
  return sshSite(context, async (member) => (lab === undefined ? undefined : proveHostOff(lab, member)));
}
