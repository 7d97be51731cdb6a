import { keepStep, type StepAction } from '../../core/plan.ts';
import { hostsWith, MARIADB_ROLES } from '../../infra/config/hosts-with.ts';
import type { ClusterFacts } from './cluster-facts.ts';
import type { ClusterStep, ClusterTask } from './cluster-task.ts';
import { planAccounts, planCluster } from './plan-cluster.ts';
import { planSettings } from './plan-settings.ts';
import { planUpdates } from './plan-updates.ts';
import { refuse } from './refuse.ts';
import { planSetAside } from './set-aside.ts';
import type { ServerReport } from './server-report.ts';

/** What servers do after each host is ready: the cluster first, then single servers, then replicas of either, then updates. */
export function planServers(facts: ClusterFacts): ClusterStep[] {
  requireOurs(facts);
  const withRole = (role: 'mariadb' | 'replica') =>
    hostsWith(facts.environment, [role]).filter((host) => facts.chosen.includes(host));
  const steps = [
    ...planCluster(facts),
    ...withRole('mariadb').flatMap((host) => planSingle(host, facts)),
    ...withRole('replica').flatMap((host) => planReplica(host, facts)),
  ];
  const updates = planUpdates(facts);
  return [...steps.filter((step) => !isPartOf(updates, step)), ...updates];
}

/** A server that gets newer packages is restarted for them, and runs with its new settings then. */
function isPartOf(updates: readonly ClusterStep[], { host, task }: ClusterStep): boolean {
  return task?.kind === 'restart' && updates.some((update) => update.host === host);
}

/** A server that somebody else set up is not given another configuration and other accounts. */
function requireOurs({ environment, chosen, servers, adopted }: ClusterFacts): void {
  for (const host of hostsWith(environment, MARIADB_ROLES)) {
    const server = servers.get(host);
    const isStrange = server?.isInstalled === true && !server.isOurs && !adopted.includes(host);
    if (!chosen.includes(host) || !isStrange) continue;
    throw refuse({
      reason: `${host} has a MariaDB server that aether did not install`,
      hint: `take the host out of the run with --hosts, or run the same command with --adopt ${host}; with --dry-run it shows each option that would change`,
    });
  }
}

function planSingle(host: string, facts: ClusterFacts): ClusterStep[] {
  return [...planRunning(host, facts), planAccounts(host, facts)];
}

function planReplica(host: string, facts: ClusterFacts): ClusterStep[] {
  const server = facts.servers.get(host);
  const words = { id: `${host}.follow`, host, subject: `${host} · replication` };
  const source = sourceOf(facts);
  const address = facts.environment.hosts[source]?.address ?? '';
  const copy = step('create', 'seed', host, {
    summary: `copy ${source} with mariadb-backup`,
    why: 'it has no data',
  });
  const seed = {
    follows: [],
    blank: [copy],
    strange: [planSetAside(host, `${host} has data that are not a copy of ${source}`), copy],
  }[dataOf(server)];
  const follows =
    server?.replica?.io === 'Yes' &&
    server.replica.sql === 'Yes' &&
    sources(facts).includes(server.replica.host);
  const follow = follows
    ? keepStep({ ...words, summary: `follows ${server.replica?.host ?? ''}` })
    : {
        ...words,
        action: 'start' as const,
        summary: `follow ${source} (${address}) by GTID over TLS`,
        task: { kind: 'follow' as const, host },
      };
  return [...seed, ...planRunning(host, facts), follow];
}

/** Whether a replica has something to go on from. Data that are not a copy that aether made are never overwritten. */
function dataOf(server: ServerReport | undefined): 'follows' | 'blank' | 'strange' {
  if (server === undefined || server.isSeeded || server.replica !== undefined) return 'follows';
  // The disk of a replica that was set up once; it is mounted before its server is started.
  if (server.data.kind === 'unmounted') return 'follows';
  return server.data.kind === 'blank' ? 'blank' : 'strange';
}

function planRunning(host: string, facts: ClusterFacts): ClusterStep[] {
  const server = facts.servers.get(host);
  if (server?.isRunning !== true) return [step('start', 'start', host, { summary: 'start the server' })];
  const subject = `${host} · server`;
  const summary = 'runs with the settings of its option file';
  return [planSettings(host, subject, facts) ?? keepStep({ id: `${host}.start`, host, subject, summary })];
}

function step(
  action: StepAction,
  kind: ClusterTask['kind'],
  host: string,
  words: { readonly summary: string; readonly why?: string },
): ClusterStep {
  return { id: `${host}.${kind}`, host, subject: `${host} · server`, action, ...words, task: { kind, host } };
}

/** Where a replica is copied from and follows: the first member, or the single server. */
function sourceOf({ environment }: Pick<ClusterFacts, 'environment'>): string {
  return hostsWith(environment, ['galera'])[0] ?? hostsWith(environment, ['mariadb'])[0] ?? '';
}

function sources({ environment }: Pick<ClusterFacts, 'environment'>): string[] {
  return hostsWith(environment, ['galera', 'mariadb']).map((host) => environment.hosts[host]?.address ?? '');
}
