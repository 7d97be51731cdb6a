import { AetherError } from '../core/errors.ts';
import { hostsWith } from '../infra/config/hosts-with.ts';
import type { FaultPlan } from '../infra/fault/fault-injector.ts';
import { DRILL_DATABASE_PREFIX } from '../infra/mariadb/accounts/account-table.ts';
import { answerWithin, openWithin } from '../infra/mariadb/answer-within.ts';
import type { MariadbConnection } from '../infra/mariadb/connection.ts';
import { showPairs } from '../infra/mariadb/show-pairs.ts';
import { faultsNamed } from './discover-faults.ts';
import type { Drill, DrillContext, DrillRequest } from './drill.ts';
import { CONTROL_FAULT } from './negative-control.ts';
import { isWhole, sampleMember } from './observe/sample-member.ts';
import type { DrillSite } from './drill-site.ts';
import { orderOf, planDrill, roundsOf, type Round } from './plan-drill.ts';

const ANSWER_SECONDS = 10;
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
  const faults = await faultsNamed(faultsOf(request));
  const { config } = await context.environment();
  const members = hostsWith(config, ['galera']);
  if (members.length < 3) {
    throw new AetherError(
      'ENVIRONMENT_INVALID',
      `a drill needs three members, the environment has ${members.length}`,
      {
        hint: 'for a cluster on this computer: aether sandbox up --galera',
      },
    );
  }
  const connector = await context.mariadb('drill');
  const open = (host: string, database?: string): Promise<MariadbConnection> =>
    connector.open({
      host,
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
      ...(database === undefined ? {} : { database }),
    });
  const replicas = hostsWith(config, ['replica']);
  if (request.control && !site.isDisposable) {
    throw new AetherError('FAULT_REFUSED', 'a control loses acknowledged transactions on purpose', {
      hint: 'run it on a sandbox or a lab',
    });
  }
  if (request.control && replicas.length > 0) {
    throw new AetherError(
      'FAULT_REFUSED',
      `a control loses transactions that ${replicas.join(', ')} has applied`,
      {
        hint: 'run it on a cluster without a replica',
      },
    );
  }
  const versions = await checkMembers(context, { members, replicas, open });
  const leftovers = await findLeftovers(() => open(members[0] ?? ''));
  if (!request.dropLeftovers) nameLeftovers(context, leftovers);
  const database = databaseOf(context.runId);
  const profile = config.mariadb.galera?.profile ?? 'lan';
  const rounds = roundsOf({ members, faults, repeat: request.repeat });
  const injections = await Promise.all(rounds.map((round) => planInjection(site, round, members)));
  const { repeat, control } = request;
  const isProduction = !site.isDisposable && (config.purpose ?? 'production') === 'production';
  const plan = planDrill({
    members,
    database,
    leftovers: request.dropLeftovers ? leftovers : [],
    faults,
    repeat,
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
    environment: config.name,
    members,
    replicas,
    database,
    leftovers,
    profile,
    versions,
    open,
  };
}

/** What the site can do about one round; a fault that it does not know, or that must not be there, is an obstacle. */
async function planInjection(
  { injector, isDisposable }: DrillSite,
  round: Round,
  members: readonly string[],
): Promise<FaultPlan> {
  const { fault, victims } = round;
  const order = orderOf(round, victims[0] ?? '', members);
  const impossible = (problem: string, hint: string): FaultPlan => ({
    order,
    summary: fault.summary,
    expected: null,
    dead_man_seconds: 0,
    obstacle: { problem, hint },
  });
  if (!isDisposable && fault.victims !== 'one')
    return impossible(
      'it stops all writes of a cluster that is neither a lab nor a sandbox',
      'rehearse it: aether lab up',
    );
  if ((await injector.names()).includes(fault.injects)) return injector.plan(order);
  return impossible(
    'it needs a machine whose network, disk and power can be broken from outside, as those of a lab',
    'aether lab up, aether --env lab provision, then aether --env lab failover-test',
  );
}

const DEFAULT_FAULTS = ['crash', 'hang'];

function faultsOf({ faults, control }: DrillRequest): readonly string[] {
  if (!control) return faults ?? DEFAULT_FAULTS;
  if (faults === undefined || faults.join() === CONTROL_FAULT) return [CONTROL_FAULT];
  throw new AetherError('USAGE', `a control has the fault ${CONTROL_FAULT} alone: no other one loses rows`, {
    hint: 'leave out --faults',
  });
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

interface Servers {
  readonly members: readonly string[];
  readonly replicas: readonly string[];
  readonly open: (host: string) => Promise<MariadbConnection>;
}

/** Every member whole, and every commit durable; returns the versions. */
async function checkMembers(
  { clock, emit }: DrillContext,
  { members, replicas, open }: Servers,
): Promise<Record<string, string>> {
  const versions: Record<string, string> = {};
  for (const member of [...members, ...replicas]) {
    const deadline = { host: member, seconds: ANSWER_SECONDS, clock };
    await using session = await openWithin(() => open(member), deadline);
    const variables = await answerWithin(session, showPairs(session, VARIABLES), deadline);
    versions[member] = variables['version'] ?? '';
    if (replicas.includes(member)) continue;
    const state = await answerWithin(session, sampleMember(session), deadline);
    if (!isWhole(state, members.length)) {
      const { is_primary, size, state: local } = state;
      const seen = `${is_primary ? 'Primary' : 'not Primary'}, ${local}, sees ${size} of ${members.length} members`;
      throw new AetherError('CLUSTER_UNHEALTHY', `${member} is ${seen}: nothing is broken on top of that`, {
        hint: 'aether cluster status names what is wrong',
      });
    }
    const flush = variables['innodb_flush_log_at_trx_commit'];
    if (flush === '1') continue;
    const message = `${member}: innodb_flush_log_at_trx_commit is ${flush}: acknowledged rows can be lost if all members crash`;
    emit({ type: 'note', level: 'warn', message });
  }
  return versions;
}

const VARIABLES =
  "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('version', 'innodb_flush_log_at_trx_commit')";
