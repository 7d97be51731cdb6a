import { waitUntil } from '../../infra/process/wait-until.ts';
import type { ProvisionContext } from '../provision-context.ts';
import { askServer } from './fleet.ts';
import type { ServerReport } from './server-report.ts';

/** After a reboot a member waits for the others to drop it; a longer start is a large copy. */
const START_SECONDS = 180;
/** A member without a cluster to join waits for it much longer; those that boot together find each other within this time. */
const ALONE_SECONDS = 60;

/** The same reports, those of servers that were starting from when they had started, or from the end of the wait. */
export async function awaitStarted(
  context: ProvisionContext,
  servers: ReadonlyMap<string, ServerReport>,
): Promise<Map<string, ServerReport>> {
  const lives = [...servers.values()].some(({ status }) => status['wsrep_cluster_status'] === 'Primary');
  const patienceWith = ({ knownAddresses }: ServerReport) =>
    lives || knownAddresses.length === 0 ? START_SECONDS : ALONE_SECONDS;
  const settled = await Promise.all(
    [...servers].map(
      async ([host, server]) => [host, await settle(context, server, patienceWith(server))] as const,
    ),
  );
  return new Map(settled);
}

async function settle(
  context: ProvisionContext,
  server: ServerReport,
  deadlineSeconds: number,
): Promise<ServerReport> {
  const { host } = server;
  if (!server.isStarting) return server;
  context.emit({ type: 'note', level: 'info', host, message: 'waiting for its server, which is starting' });
  let last = server;
  const look = async () => {
    last = (await askServer(context, host)) ?? last;
    return last.isStarting ? undefined : last;
  };
  const { clock, signal } = context;
  const patience = { clock, signal, deadlineSeconds, everyMs: 1000 };
  return (await waitUntil(look, patience)) ?? last;
}
