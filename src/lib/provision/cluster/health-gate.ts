import { AetherError } from '../../core/errors.ts';
import { waitUntil } from '../../infra/process/wait-until.ts';
import { askServer, type Fleet } from './fleet.ts';
import type { ServerReport } from './server-report.ts';

/** After a start a member has caught up within seconds; a busy one takes longer. */
const DEADLINE_SECONDS = 600;

/** Waits until these members are in one primary component of this size and have caught up. Throws PROVISION_FAILED. */
export async function awaitHealthy(
  fleet: Fleet,
  wanted: { readonly hosts: readonly string[]; readonly size: number },
): Promise<void> {
  const { clock, signal } = fleet.context;
  let problems: string[] = [];
  const look = async () => {
    const reports = await Promise.all(wanted.hosts.map((host) => askServer(fleet.context, host)));
    problems = reports.flatMap(
      (report, index) => problemOf(wanted.hosts[index] ?? '', report, wanted.size) ?? [],
    );
    if (problems.length === 0) return true;
    // A server that has ended is not started by anybody.
    return reports.some((report) => report?.isRunning === false) ? false : undefined;
  };
  const startedAt = clock.seconds();
  const healthy = await waitUntil(look, { clock, signal, deadlineSeconds: DEADLINE_SECONDS, everyMs: 500 });
  if (healthy === true) return;
  const seconds = Math.round(clock.seconds() - startedAt);
  throw new AetherError(
    'PROVISION_FAILED',
    `the cluster is not healthy after ${seconds} s: ${problems.join('; ')}`,
    {
      hint: 'read /var/log/mysql/error.log on these members, then run the same command again',
      details: { problems },
    },
  );
}

/** What keeps a member from being a healthy one; undefined if nothing does. */
export function problemOf(host: string, report: ServerReport | undefined, size: number): string | undefined {
  if (report === undefined) return `${host} cannot be reached`;
  if (!report.isRunning) return `the server of ${host} has ended`;
  if (!report.answers) return `${host} does not answer`;
  const { status } = report;
  const state = status['wsrep_local_state_comment'] ?? 'not in a cluster';
  if (status['wsrep_cluster_status'] !== 'Primary') return `${host} is not in a primary component`;
  if (status['wsrep_ready'] !== 'ON' || state !== 'Synced') return `${host} is ${state}`;
  if (Number(status['wsrep_cluster_size']) !== size)
    return `${host} sees ${status['wsrep_cluster_size']} of ${size} members`;
  const queue = Number(status['wsrep_local_recv_queue'] ?? 0);
  return queue === 0 ? undefined : `${host} has ${queue} write-sets to apply`;
}
