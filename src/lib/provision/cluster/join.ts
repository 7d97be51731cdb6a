import { AetherError } from '../../core/errors.ts';
import { awaitDrop, type Survivor } from '../../infra/mariadb/galera/await-drop.ts';
import { compareGtids } from '../../infra/mariadb/galera/compare-gtids.ts';
import { decideBootstrap } from '../../infra/mariadb/galera/decide-bootstrap.ts';
import { decideJoin } from '../../infra/mariadb/galera/decide-join.ts';
import { readMemberGtid, writeMarker } from '../../infra/mariadb/galera/member-gtid.ts';
import { isPrimary, type MemberReport } from '../../infra/mariadb/galera/member-report.ts';
import { remoteSession } from '../../infra/mariadb/remote-session.ts';
import { DROPPED_MARK, SAY_WHY } from '../mariadb/places.ts';
import { askMembers, askServer, runOn, type Fleet } from './fleet.ts';
import { awaitHealthy } from './health-gate.ts';
import { recoverPositions } from './recover-positions.ts';
import { refuse } from './refuse.ts';
import type { ServerReport } from './server-report.ts';
import { withProvenSettings } from './with-proven-settings.ts';
import { whileWriting } from './write-probe.ts';

/** With the timers of a WAN a dead member is dropped after half a minute; a donor notices after 10 s. */
const DROP_SECONDS = 120;

/**
 * Starts a member that joins the cluster, after the others have dropped it, and waits until it has caught up and logs the same
 * GTIDs. Decided from what all members say now; throws PROVISION_REFUSED if the member must not join.
 */
export async function joinMember(fleet: Fleet, host: string): Promise<void> {
  const members = await recoverOne(fleet, host, await askMembers(fleet));
  const cluster = decideBootstrap(members);
  if (cluster.kind === 'refused') throw refuse(cluster);
  if (cluster.kind !== 'live')
    throw refuse({
      reason: `no cluster is alive that ${host} could join`,
      hint: 'run the same command again',
    });
  const report = members.find(({ member }) => member === host);
  if (report === undefined) throw new AetherError('BUG', `${host} is not a member of the environment`);
  const way = decideJoin(report, { uuid: cluster.uuid, members });
  if (way.kind === 'refused') throw refuse(way);
  if (way.kind === 'strange') {
    const hint = `run the same command with --confirm ${host}: it moves the data of ${host} aside`;
    throw refuse({ reason: way.reason, hint });
  }
  if (way.kind === 'member') return;
  await startMember(fleet, host, sizeOf(members) + 1);
}

/**
 * Restarts a member that is in the cluster; all others must be healthy, before and after.
 * @param whileDown is done between its stop and its start
 */
export async function restartMember(
  fleet: Fleet,
  host: string,
  whileDown: () => Promise<void> = async () => undefined,
): Promise<void> {
  const members = await askMembers(fleet);
  const hosts = members.filter(isPrimary).map(({ member }) => member);
  const size = sizeOf(members);
  await awaitHealthy(fleet, { hosts, size });
  const restart = async () => {
    await runOn(fleet, host, {
      name: 'stop',
      title: 'stop the server',
      script: 'systemctl stop mariadb.service',
    });
    await whileDown();
    await startMember(fleet, host, size);
  };
  // Two members cannot promise it: the one that is left may lose its primary component.
  await (size < 3 ? restart() : whileWriting(fleet, hosts, restart));
}

async function startMember(fleet: Fleet, host: string, size: number): Promise<void> {
  await withProvenSettings(fleet, host, () => startUntilHealthy(fleet, host, size));
  await requireEqualGtids(fleet, await healthyMembers(fleet));
}

async function startUntilHealthy(fleet: Fleet, host: string, size: number): Promise<void> {
  await waitForDrop(fleet, host);
  await runOn(fleet, host, {
    name: 'start',
    title: 'start the server',
    script: `: >${DROPPED_MARK}
rm -f /run/mariadb-wsrep-new-cluster /run/mysqld/wsrep-new-cluster
systemctl --quiet enable mariadb.service
systemctl reset-failed mariadb.service 2>/dev/null || :
systemctl start mariadb.service || { ${SAY_WHY}; exit 1; }`,
  });
  await awaitHealthy(fleet, { hosts: [...new Set([...(await healthyMembers(fleet)), host])], size });
}

async function healthyMembers(fleet: Fleet): Promise<string[]> {
  return (await askMembers(fleet)).filter(isPrimary).map(({ member }) => member);
}

async function recoverOne(
  fleet: Fleet,
  host: string,
  members: readonly MemberReport[],
): Promise<MemberReport[]> {
  const [own] = await recoverPositions(
    fleet,
    members.filter(({ member }) => member === host),
  );
  return members.map((report) => (report.member === host && own !== undefined ? own : report));
}

function sizeOf(members: readonly MemberReport[]): number {
  return members.find(isPrimary)?.wsrep?.clusterSize ?? 0;
}

async function waitForDrop(fleet: Fleet, host: string): Promise<void> {
  const { context, environment } = fleet;
  const address = environment.hosts[host]?.address ?? '';
  const port = environment.hosts[host]?.ports.mariadb ?? environment.mariadb.port;
  const drop = await awaitDrop(`${address}:${port}`, () => askSurvivors(fleet, host), {
    clock: context.clock,
    signal: context.signal,
    deadlineSeconds: DROP_SECONDS,
    onWait: ({ kind, by }) => {
      const what = kind === 'listed' ? 'drop it' : 'finish a state transfer';
      context.emit({
        type: 'note',
        level: 'info',
        host,
        message: `waiting for ${by.join(' and ')} to ${what}`,
      });
    },
  });
  if (drop.kind === 'dropped' || drop.kind === 'alone' || drop.kind === 'donating') return;
  const why =
    drop.kind === 'listed'
      ? `${drop.by.join(' and ')} did not drop it within ${DROP_SECONDS} s`
      : 'no member may write';
  throw refuse({
    reason: `${host} is not started: ${why}`,
    hint: 'see the state of the other members, then run the same command again',
  });
}

async function askSurvivors({ context, environment }: Fleet, host: string): Promise<Survivor[]> {
  const others = Object.entries(environment.hosts).filter(
    ([name, { roles }]) => name !== host && roles.includes('galera'),
  );
  const servers = await Promise.all(others.map(async ([name]) => askServer(context, name)));
  return servers.flatMap((server) =>
    server?.isRunning === true ? [{ member: server.host, wsrep: wsrepOf(server) }] : [],
  );
}

function wsrepOf({ answers, status }: ServerReport): Survivor['wsrep'] {
  if (!answers) return null;
  return {
    clusterStatus: status['wsrep_cluster_status'] ?? '',
    clusterSize: Number(status['wsrep_cluster_size'] ?? 0),
    localState: status['wsrep_local_state_comment'] ?? '',
    ready: status['wsrep_ready'] === 'ON',
    incomingAddresses: (status['wsrep_incoming_addresses'] ?? '').split(','),
    desynced: false,
  };
}

/** A member that logs other GTIDs shows it with the first write after its join, and only a full copy repairs it. */
async function requireEqualGtids({ context }: Fleet, hosts: readonly string[]): Promise<void> {
  const sessions = await Promise.all(
    hosts.map(async (host) => ({ host, session: remoteSession(await context.ssh(host)) })),
  );
  const [first] = sessions;
  if (first === undefined) return;
  await writeMarker({
    run: async (sql) => {
      await first.session.run(sql);
      return { affectedRows: 0, insertId: '0', warnings: 0, info: '' };
    },
  });
  const look = async () => {
    const gtids = await Promise.all(sessions.map(({ host, session }) => readMemberGtid(session, host)));
    return gtids.filter((gtid) => gtid !== null);
  };
  const { diverged } = await compareGtids(look, context);
  const [wrong] = diverged;
  if (wrong === undefined) return;
  throw new AetherError(
    'PROVISION_FAILED',
    `${wrong.member} logs other GTIDs than the cluster: ${wrong.problem}`,
    {
      hint: `give ${wrong.member} a full copy: stop its server, move its data directory away, and run the same command again`,
      details: { diverged },
    },
  );
}
