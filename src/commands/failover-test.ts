import { flag, text } from '../lib/core/command.ts';
import { parseDurationSeconds } from '../lib/core/units.ts';
import { parseServerAddress } from '../lib/core/server-address.ts';
import { countOption, dryRunOption } from '../lib/core/command-options.ts';
import { planResult } from '../lib/core/plan-document.ts';
import type { DrillSite } from '../lib/failover/drill-site.ts';
import type { Context } from '../lib/infra/context.ts';
import { defineCommand } from '../lib/infra/define-command.ts';
import type { ClusterSite } from '../lib/infra/mariadb/galera/cluster-site.ts';

function parseSoak(value: string): number {
  const seconds = parseDurationSeconds(value);
  if (seconds !== undefined && seconds > 0) return seconds;
  throw new Error('must be a duration greater than zero, such as 30m or 2h');
}

export const command = defineCommand({
  words: ['failover-test'],
  group: 'Cluster',
  summary: 'Break a cluster on purpose, and prove that nothing acknowledged is lost',
  options: {
    faults: {
      flags: '--faults <list>',
      completes: async () => {
        const { discoverDrillFaults } = await import('../lib/failover/discover-faults.ts');
        return ['all', ...(await discoverDrillFaults()).map(({ name }) => name)];
      },
      description: 'comma-separated, or all: see Faults (default: crash,hang)',
      parse: (value: string) => value.split(',').map((name) => name.trim()),
    },
    repeat: {
      ...countOption('--repeat <count>', 'rounds of each fault, on one member after another', 1),
      fallback: 2,
    },
    soak: {
      flags: '--soak <duration>',
      description:
        'rounds drawn at random until this time is over, instead of --repeat; of all faults by default',
      parse: parseSoak,
    },
    seed: countOption('--seed <number>', 'draws the rounds of an earlier soak again', 0),
    full: flag('--full', 'compare the tables of all databases at the end, not only its own'),
    writers: { ...countOption('--writers <count>', 'clients that write', 1), fallback: 3 },
    rate: { ...countOption('--rate <rows>', 'rows per second of all writers together', 1), fallback: 150 },
    endpoint: {
      flags: '--endpoint <host:port>',
      description: 'what the clients write to instead of the members, such as the proxy of the applications',
      parse: parseServerAddress,
    },
    workload: {
      ...text('--workload <name>', 'what the clients write: see Workloads (default: insert-ledger)'),
      completes: async () => {
        const { discoverWorkloads } = await import('../lib/failover/discover-workloads.ts');
        return (await discoverWorkloads()).map(({ name }) => name);
      },
    },
    multiWriter: flag('--multi-writer', 'every member takes writes, not one alone'),
    control: flag(
      '--control',
      'lose rows and read stale ones on purpose (a full crash without durable commits): the drill must find both',
    ),
    report: text('--report <file>', 'write a page with pictures, and the JSON beside it'),
    dropLeftovers: flag('--drop-leftovers', 'drop the databases that killed and failed drills have left'),
    dryRun: dryRunOption,
  },
  examples: [
    { command: 'aether sandbox up --galera', does: 'a cluster of three on this computer, to break' },
    { command: 'aether failover-test', does: 'two crashes and two hangs' },
    {
      command: 'aether failover-test --faults all --repeat 3 --report drill.html',
      does: 'everything that can be broken here, with a page to show',
    },
    {
      command: 'sudo aether --env lab failover-test --faults crash,partition,host-off',
      does: 'machines of a provisioned lab, broken over SSH and from outside',
    },
    {
      command: 'aether failover-test --endpoint proxy1:3306 --faults crash',
      does: 'how long the applications wait that connect to a proxy',
    },
    {
      command: 'aether failover-test --workload bank-transfer --multi-writer',
      does: 'money moves between accounts on all members; the total is the same in every read',
    },
    {
      command: 'aether failover-test --soak 1h --full',
      does: 'an hour of faults drawn at random, then the tables of all databases are compared',
    },
    { command: 'aether failover-test --control', does: 'whether the drill would find a loss at all' },
    { command: 'aether failover-test --dry-run', does: 'what would be broken, and what is expected' },
  ],
  helpSections: async () => {
    const { discoverDrillFaults } = await import('../lib/failover/discover-faults.ts');
    const { discoverWorkloads } = await import('../lib/failover/discover-workloads.ts');
    const faults = await discoverDrillFaults();
    const workloads = await discoverWorkloads();
    return [
      { title: 'Faults', rows: faults.map(({ name, summary }) => [name, summary] as const) },
      {
        title: 'Expected of the cluster',
        rows: faults.map(({ name, expected }) => [name, expected.cluster] as const),
      },
      { title: 'Workloads', rows: workloads.map(({ name, summary }) => [name, summary] as const) },
    ];
  },
  effects: {
    reads: 'the status of every member',
    writes: 'a database of its own, aether_drill_<run>, as the account "drill"; dropped at the end',
    destroys: 'nothing; servers and machines are killed, stopped, cut off and brought back',
  },
  answerNo: 'an acknowledged row is lost or duplicated, a read is wrong, or servers differ (2: not proven)',
  async run({ options }, context) {
    const { findReportFile, writeReport } = await import('../lib/failover/report/write-report.ts');
    const reportFile = await findReportFile(context.cwd, options.report);
    const { prepareDrill } = await import('../lib/failover/prepare-drill.ts');
    const { soakOf } = await import('../lib/failover/draw-rounds.ts');
    const soak = soakOf(options.soak, options.seed);
    const drill = await prepareDrill(context, { ...options, soak }, await drillSiteOf(context));
    if (options.dryRun) return planResult(drill.plan);
    await context.confirm(drill.plan, drill.environment);
    const { runDrill } = await import('../lib/failover/run-drill.ts');
    const { drillDocument } = await import('../lib/failover/report/drill-document.ts');
    const { exitCodeOf, renderDrill } = await import('../lib/failover/report/render-drill.ts');
    const report = await runDrill(drill);
    if (reportFile !== undefined) await writeReport(reportFile, report);
    return {
      data: drillDocument(report),
      text: (view) => renderDrill(report, view),
      exitCode: exitCodeOf(report),
      // What a control lost is still in the binary logs.
      next: report.control === null ? [] : ['aether sandbox up'],
    };
  },
});

/** Signals to the processes of the sandbox; else systemd over SSH, and whatever a lab can do to its machines from outside. */
async function drillSiteOf(context: Context): Promise<DrillSite> {
  const environment = await context.environment();
  const { clusterStatus } = await import('../lib/cluster/status/cluster-status.ts');
  const problems = async () => (await clusterStatus(context)).problems;
  const { sqlFaultInjector } = await import('../lib/infra/fault/sql/sql-fault-injector.ts');
  const { joinInjectors } = await import('../lib/infra/fault/join-injectors.ts');
  const bySql = sqlFaultInjector(context);
  const { restartInjector } = await import('../lib/cluster/restart/restart-injector.ts');
  const { compareAllTables } = await import('../lib/cluster/recover/compare-all-tables.ts');
  const compareTables = async (members: ClusterSite['members'], replicas: readonly string[]) => {
    const admin = await context.mariadb('admin');
    const others = replicas.map((member) => ({ member, open: () => admin.open({ host: member }) }));
    return compareAllTables(context, members, others);
  };
  const { isSandbox } = await import('../lib/infra/config/is-sandbox.ts');
  if (isSandbox(context.stateDir, environment)) {
    const { sandboxFaultInjector } = await import('../lib/sandbox/fault/sandbox-fault-injector.ts');
    const { recoverSite } = await import('../lib/sandbox/recover-site.ts');
    const openSite = async () => ({ ...(await recoverSite(context)), exclusively: heldAlready });
    return {
      injector: joinInjectors([sandboxFaultInjector(context), bySql, restartInjector(context, openSite)]),
      isDisposable: true,
      compareTables: async (replicas) => compareTables((await recoverSite(context)).members, replicas),
      problems,
      exclusively: (_, work) => work(),
    };
  }
  const { labOf } = await import('../lib/lab/lab-of.ts');
  const { labFaultInjector } = await import('../lib/lab/fault/lab-fault-injector.ts');
  const { sshFaultInjector } = await import('../lib/infra/fault/ssh/ssh-fault-injector.ts');
  const { sshSite } = await import('../lib/cluster/site/ssh-site.ts');
  const { recoverCluster } = await import('../lib/cluster/recover/recover.ts');
  const { outliveInterrupt } = await import('../lib/infra/outlive-interrupt.ts');
  const lab = await labOf(context, environment);
  const site = await sshSite(context, async () => undefined);
  const overSsh = sshFaultInjector(
    context,
    site.members.map(({ member }) => member),
  );
  // The drill has the members for itself already, and was confirmed.
  const own = { ...site, exclusively: heldAlready };
  const inTurn = restartInjector(context, async () => own);
  const fromOutside = lab === undefined ? [] : [labFaultInjector(lab)];
  return {
    injector: joinInjectors([overSsh, bySql, inTurn, ...fromOutside]),
    isDisposable: lab !== undefined,
    compareTables: (replicas) => compareTables(site.members, replicas),
    problems,
    exclusively: (members, work) => site.exclusively(members, () => work()),
    recover: async (blank) => {
      // Half a recovery is a cluster that is down: Ctrl-C waits for its end.
      await using healing = outliveInterrupt(context);
      const site = { ...(await sshSite(healing, async () => undefined)), exclusively: heldAlready };
      const confirmed = { ...healing, confirm: async () => undefined };
      const without = (names: readonly string[]) =>
        recoverCluster(confirmed, site, { without: names, digests: false });
      if (blank !== undefined) await without([blank]);
      await without([]);
    },
  };
}

const heldAlready: ClusterSite['exclusively'] = (_, work) => work(async () => undefined);
