import type { ClusterStep } from '../cluster/cluster-task.ts';
import { runOn, say, type Fleet } from '../cluster/fleet.ts';
import { refuse } from '../cluster/refuse.ts';
import type { ServerReport } from '../cluster/server-report.ts';
import type { JudgedHost } from '../judge-host.ts';
import { ADOPTED_MARK } from '../mariadb/places.ts';
import { serverConfig } from '../mariadb/server-config.ts';
import { describeChanges, optionsScript, parseOptions, type Options } from './effective-options.ts';

/**
 * The steps that take over the servers of these hosts, which aether did not install, with each option that changes by it. A
 * server that is aether's already needs none. Throws PROVISION_REFUSED for one that would lose something by it.
 */
export async function planAdoptions(
  fleet: Pick<Fleet, 'context'>,
  judged: readonly JudgedHost[],
  names: readonly string[],
): Promise<ClusterStep[]> {
  const strange = judged.flatMap(({ view, server }) =>
    server !== undefined && names.includes(view.name) && server.isInstalled && !server.isOurs
      ? [{ view, server }]
      : [],
  );
  return Promise.all(
    strange.map(async ({ view, server }) => {
      const host = view.name;
      requireAlone(server);
      const script = optionsScript(await serverConfig(view));
      const options = parseOptions(await say(fleet, host, 'reading the options of the server', script));
      requireSameData(host, options);
      const changes = describeChanges(options);
      return {
        id: `${host}.adopt`,
        host,
        subject: `${host} · server`,
        action: 'change',
        summary: `adopt it: ${changes.length === 0 ? 'no option changes' : changes.join('; ')}`,
        why: 'aether did not install it',
        facts: { state: 'differs', diff: changes },
        task: { kind: 'adopt', host },
      };
    }),
  );
}

/** Notes that the server of a host is aether's from now on. */
export async function adoptServer(fleet: Fleet, host: string): Promise<void> {
  const script = `: >${ADOPTED_MARK}\nsync -- ${ADOPTED_MARK}`;
  await runOn(fleet, host, { name: 'adopt', title: 'adopt the server', script });
}

/** A group without TLS, or with the certificates of somebody else, takes no member that has ours. */
function requireAlone({ host, isRunning, answers, status }: ServerReport): void {
  if ((status['wsrep_cluster_status'] ?? 'Disconnected') !== 'Disconnected') {
    throw refuse({
      reason: `the server of ${host} is a member of a cluster that aether did not set up`,
      hint: 'only a server without a cluster can be adopted; take the host out of the run with --hosts',
    });
  }
  if (!isRunning || answers) return;
  throw refuse({
    reason: `the server of ${host} takes no login of root over its socket`,
    hint: `on ${host}, run: ALTER USER root@localhost IDENTIFIED VIA unix_socket`,
  });
}

/** What the server would not find again under another name. */
function requireSameData(
  host: string,
  { before, after }: { readonly before: Options; readonly after: Options },
): void {
  if (before.size === 0 || after.size === 0) {
    throw refuse({
      reason: `the server of ${host} does not print its options`,
      hint: `run "mariadbd --help --verbose" on ${host}, and correct what it complains about`,
    });
  }
  for (const option of ['datadir', 'log-bin']) {
    const [old = '', wanted = ''] = [before.get(option), after.get(option)];
    if (old === wanted || old === '' || old === '(No default value)') continue;
    throw refuse({
      reason: `the server of ${host} has ${option} ${old}, and it would become ${wanted}`,
      hint: `set ${option} = ${wanted} on ${host} by hand, with the files moved, before it is adopted`,
    });
  }
}
