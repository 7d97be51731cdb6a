import { AetherError } from '../core/errors.ts';
import { formatCount, formatNumberOf, formatSeconds } from '../core/units.ts';
import type { Environment } from '../infra/config/environment-schema.ts';
import { hostsWith } from '../infra/config/hosts-with.ts';
import type { FaultPlan } from '../infra/fault/fault-injector.ts';
import { DRILL_DATABASE_PREFIX } from '../infra/mariadb/accounts/account-table.ts';
import type { MariadbConnection } from '../infra/mariadb/connection.ts';
import { readSource } from '../infra/mariadb/replication-facts.ts';
import { clientsOf, requireSameCluster } from './endpoint.ts';
import { faultsNamed } from './discover-faults.ts';
import { workloadNamed } from './discover-workloads.ts';
import type { Drill, DrillContext, DrillRequest } from './drill.ts';
import { CONTROL_FAULT, CONTROL_WORKLOAD } from './negative-control.ts';
import type { DrillFault } from './drill-fault.ts';
import type { DrillSite } from './drill-site.ts';
import { planDrill } from './plan-drill.ts';
import { orderOf, roundsOf, type Round } from './rounds.ts';
import { requireSound } from './preconditions.ts';

const CONNECT_TIMEOUT_MS = 2000;

/**
 * Looks at the cluster and plans the drill. Changes nothing.
 * Throws USAGE for an unknown fault, ENVIRONMENT_INVALID without a cluster or the account of drills, and
 * CLUSTER_UNHEALTHY if the drill could not tell its own faults from those that are there.
 */
export async function prepareDrill(
  context: DrillContext,
  request: DrillRequest,
  site: DrillSite,
): Promise<Drill> {
  requireSoakable(request);
  const faults = await faultsNamed(faultsOf(request));
  const workload = await workloadNamed(workloadOf(request));
  const { config } = await context.environment();
  const members = requireMembers(config);
  const connector = await context.mariadb('drill');
  const open = (host: string, database?: string): Promise<MariadbConnection> =>
    connector.open({
      host,
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
      ...(database === undefined ? {} : { database }),
    });
  const replicas = hostsWith(config, ['replica']);
  if (request.control) requireDisposable(site, replicas);
  const versions = await requireSound(context, site, { members, replicas, open });
  const leftovers = await findLeftovers(() => open(members[0] ?? ''));
  if (!request.dropLeftovers) nameLeftovers(context, leftovers);
  const database = databaseOf(context.runId);
  const profile = config.mariadb.galera?.profile ?? 'lan';
  const clients = clientsOf(request.endpoint, { members, connector, database, open });
  if (request.endpoint !== undefined)
    await requireSameCluster(request.endpoint, connector, () => open(members[0] ?? ''));
  const source = await sourceOf(config, members, replicas[0], open);
  const { control, soak, full } = request;
  const repeat = soak === undefined ? request.repeat : 1;
  const rounds = roundsOf({ members, source, endpoint: clients.endpoint, faults, repeat });
  const injections = await Promise.all(
    rounds.map((round) => planInjection(site, round, { members, database, source })),
  );
  const isProduction = !site.isDisposable && (config.purpose ?? 'production') === 'production';
  const plan = planDrill({
    members,
    source,
    endpoint: clients.endpoint,
    database,
    workload,
    leftovers: request.dropLeftovers ? leftovers : [],
    faults,
    repeat,
    soak,
    full,
    profile,
    injections,
    control,
    isProduction,
  });
  return {
    context,
    request,
    site,
    plan,
    workload,
    environment: config.name,
    members,
    source,
    replicas,
    database,
    leftovers,
    profile,
    versions,
    open,
    targets: clients.targets,
    openTarget: clients.openTarget,
  };
}

function requireMembers(config: Environment): string[] {
  const members = hostsWith(config, ['galera']);
  if (members.length >= 3) return members;
  throw new AetherError(
    'ENVIRONMENT_INVALID',
    `a drill needs three members, the environment has ${members.length}`,
    { hint: 'for a cluster on this computer: aether sandbox up --galera' },
  );
}

function requireDisposable({ isDisposable }: DrillSite, replicas: readonly string[]): void {
  if (!isDisposable) {
    throw new AetherError('FAULT_REFUSED', 'a control loses acknowledged transactions on purpose', {
      hint: 'run it on a sandbox or a lab',
    });
  }
  if (replicas.length === 0) return;
  throw new AetherError(
    'FAULT_REFUSED',
    `a control loses transactions that ${replicas.join(', ')} has applied`,
    { hint: 'run it on a cluster without a replica' },
  );
}

/** What the site can do about one round; a fault that it does not know, or that must not be there, is an obstacle. */
async function planInjection(
  { injector, isDisposable }: DrillSite,
  round: Round,
  {
    source,
    ...names
  }: { readonly members: readonly string[]; readonly database: string; readonly source: string | undefined },
): Promise<FaultPlan> {
  const { fault, victims } = round;
  const order = orderOf(round, victims[0] ?? '', names);
  const impossible = (problem: string, hint: string): FaultPlan => ({
    order,
    summary: fault.summary,
    expected: null,
    dead_man_seconds: 0,
    obstacle: { problem, hint },
  });
  if (fault.victims === 'source' && source === undefined)
    return impossible('no replica replicates from a member', 'aether sandbox up --galera --replica');
  if (!isDisposable && STOPS_ALL.has(fault.victims))
    return impossible(
      'it stops all writes of a cluster that is neither a lab nor a sandbox',
      'rehearse it: aether lab up',
    );
  if (!isDisposable && fault.replaces_data === true)
    return impossible(
      'it replaces the data of a member of a cluster that is neither a lab nor a sandbox',
      'rehearse it: aether lab up',
    );
  if ((await injector.names()).includes(fault.injects)) return injector.plan(order);
  return impossible(
    'it needs a machine whose network, disk and power can be broken from outside, as those of a lab',
    'aether lab up, aether --env lab provision, then aether --env lab failover-test',
  );
}

/** Victims without whom no member may write. */
const STOPS_ALL: ReadonlySet<DrillFault['victims']> = new Set(['majority', 'all']);

/** The member that a replica replicates from. */
async function sourceOf(
  { hosts, mariadb }: Environment,
  members: readonly string[],
  replica: string | undefined,
  open: (host: string) => Promise<MariadbConnection>,
): Promise<string | undefined> {
  if (replica === undefined) return undefined;
  await using session = await open(replica);
  const source = await readSource(session);
  return members.find((member) => {
    const host = hosts[member];
    return host?.address === source?.address && (host?.ports.mariadb ?? mariadb.port) === source?.port;
  });
}

const DEFAULT_FAULTS = ['crash', 'hang'];

function faultsOf({ faults, control, soak }: DrillRequest): readonly string[] {
  if (!control) return faults ?? (soak === undefined ? DEFAULT_FAULTS : ['all']);
  if (faults === undefined || faults.join() === CONTROL_FAULT) return [CONTROL_FAULT];
  throw new AetherError('USAGE', `a control has the fault ${CONTROL_FAULT} alone: no other one loses rows`, {
    hint: 'leave out --faults',
  });
}

/** All that the clients know is in memory until the verdict: about 1 KiB per row. */
const MOST_ROWS = 2_000_000;

function requireSoakable({ soak, rate, control }: DrillRequest): void {
  if (soak === undefined) return;
  if (control) {
    throw new AetherError('USAGE', 'a control loses rows in every round: it is not for a soak', {
      hint: 'leave out --soak',
    });
  }
  const rows = Math.round(soak.seconds * rate);
  if (rows <= MOST_ROWS) return;
  const asked = `${formatSeconds(soak.seconds)} with ${formatCount(rate)} rows per second`;
  throw new AetherError(
    'USAGE',
    `${asked} can write ${formatNumberOf(rows, 'row')}, more than ${formatCount(MOST_ROWS)}`,
    { hint: `use --rate ${Math.floor(MOST_ROWS / soak.seconds)} or less, or a shorter --soak` },
  );
}

const DEFAULT_WORKLOAD = 'insert-ledger';

function workloadOf({ workload, control }: DrillRequest): string {
  if (!control) return workload ?? DEFAULT_WORKLOAD;
  if (workload === undefined || workload === CONTROL_WORKLOAD) return CONTROL_WORKLOAD;
  throw new AetherError(
    'USAGE',
    `a control has the workload ${CONTROL_WORKLOAD} alone: it finds stale reads`,
    {
      hint: 'leave out --workload',
    },
  );
}

/** `20261129T232554Z-8fc893` is `aether_drill_20261129t232554z_8fc893`. */
export function databaseOf(runId: string): string {
  return `${DRILL_DATABASE_PREFIX}${runId.toLowerCase().replaceAll(/[^a-z0-9]/g, '_')}`;
}

/** Databases of drills that were killed or failed: they are kept until somebody has looked at them. */
async function findLeftovers(open: () => Promise<MariadbConnection>): Promise<string[]> {
  await using session = await open();
  const rows = await session.query<{ name: string }>(
    'SELECT schema_name AS name FROM information_schema.schemata WHERE LEFT(schema_name, ?) = ?',
    [DRILL_DATABASE_PREFIX.length, DRILL_DATABASE_PREFIX],
  );
  return rows.map(({ name }) => name);
}

function nameLeftovers({ emit }: DrillContext, names: readonly string[]): void {
  if (names.length === 0) return;
  const message = `left by earlier drills: ${names.join(', ')}; --drop-leftovers drops them`;
  emit({ type: 'note', level: 'info', message });
}
