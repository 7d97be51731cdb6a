import { createSemaphore } from '../core/semaphore.ts';
import type { Environment } from '../infra/config/environment-schema.ts';
import { hostsWith } from '../infra/config/hosts-with.ts';
import { planAdoptions } from './adopt/plan-adoptions.ts';
import { allTargets, chosenTargets } from './choose-targets.ts';
import { judgeAccounts } from './cluster/accounts.ts';
import { awaitStarted } from './cluster/await-started.ts';
import { askServer, reportOf } from './cluster/fleet.ts';
import { unlistedAddresses } from '../infra/mariadb/galera/decide-bootstrap.ts';
import type { ClusterFacts } from './cluster/cluster-facts.ts';
import { planFullStop } from './cluster/plan-full-stop.ts';
import { planServers } from './cluster/plan-servers.ts';
import type { ServerReport } from './cluster/server-report.ts';
import { askUpdates } from './cluster/update-server.ts';
import type { PackageUpdate } from './packages/updates.ts';
import { discoverSteps, stepsOf } from './engine/discover-steps.ts';
import { judgeClocks, type HostClock } from './judge-clocks.ts';
import { judgeHost, type JudgedHost, type Questions } from './judge-host.ts';
import { lookLocally } from './local/look-locally.ts';
import type { Material } from './material.ts';
import { planProvision, type ProvisionPlan } from './plan-provision.ts';
import type { ProvisionContext, ProvisionRequest } from './provision-context.ts';
import type { Target } from './step-spec.ts';

export interface ProvisionLook {
  readonly plan: ProvisionPlan;
  readonly hosts: readonly Target[];
  readonly servers: ReadonlyMap<string, ServerReport>;
  /** Members that the cluster knows and the environment file does not name. */
  readonly unlisted: readonly { readonly member: string; readonly address: string }[];
  /** Clocks that are wrong, in words. */
  readonly wrongClocks: readonly string[];
  readonly authority: Material['authority'];
  /** By host: what the probe for the report printed. */
  readonly reports: ReadonlyMap<string, string>;
}

/**
 * Looks at everything and plans from it; changes nothing. Throws PROVISION_REFUSED for what must not be done.
 * @param report is asked of each host together with all else, as a question of its own is slow
 */
export async function lookAtAll(
  context: ProvisionContext,
  request: ProvisionRequest,
  report?: Questions['report'],
): Promise<ProvisionLook> {
  const environment = await context.environment();
  const { config } = environment;
  const hosts = chosenTargets(allTargets(config), request);
  const { material, steps: local } = await lookLocally(environment);
  const steps = await discoverSteps();
  const places = createSemaphore(request.parallel);
  const judged = await Promise.all(
    hosts.map(async (target) => {
      const leave = await places.acquire(context.signal);
      const questions = {
        material,
        steps: stepsOf(steps, target),
        ...(report === undefined ? {} : { report }),
      };
      return judgeHost(context, target, questions).finally(leave);
    }),
  );
  const wrongClocks = judgeClocks(judged.map(clockOf));
  const chosen = hosts.map(({ name }) => name);
  const servers = await awaitStarted(
    context,
    new Map([
      ...judged.flatMap(({ server }) => (server === undefined ? [] : [[server.host, server] as const])),
      ...(await askOtherMembers(context, config, chosen)),
    ]),
  );
  const adopted = request.adopt ?? [];
  const updates = request.update ? await updatesOf(context, config, judged) : new Map();
  const facts = await clusterFacts(config, { chosen, servers, judged, material, adopted, updates });
  const plan = planProvision(config.name, {
    local,
    first: [...planFullStop(facts), ...(await planAdoptions({ context }, judged, adopted))],
    hosts: judged.flatMap((host) => host.steps),
    cluster: planServers(facts),
  });
  const unlisted = unlistedAddresses(facts.members);
  const reports = new Map(judged.map((host) => [host.view.name, host.report]));
  return { hosts, plan, servers, unlisted, wrongClocks, authority: material.authority, reports };
}

function clockOf({ view, steps, skewSeconds }: JudgedHost): HostClock {
  const changes = (name: string) =>
    steps.some(({ spec, verdict }) => spec.name === name && verdict.kind === 'change');
  return {
    host: view.name,
    skewSeconds,
    needsCertificate: changes('mariadb-certificates'),
    isToBeSet: changes('time-sync'),
  };
}

/** Members that the run is not about decide with the others, if it is about one of them. */
async function askOtherMembers(
  context: ProvisionContext,
  config: Environment,
  chosen: readonly string[],
): Promise<[string, ServerReport][]> {
  const members = hostsWith(config, ['galera']);
  if (!members.some((name) => chosen.includes(name))) return [];
  const others = members.filter((name) => !chosen.includes(name));
  const answers = await Promise.all(
    others.map(async (name) => [name, await askServer(context, name)] as const),
  );
  return answers.flatMap(([name, server]) => (server === undefined ? [] : [[name, server]]));
}

interface Seen {
  readonly chosen: readonly string[];
  readonly servers: ReadonlyMap<string, ServerReport>;
  readonly judged: readonly JudgedHost[];
  readonly material: Material;
  readonly adopted: readonly string[];
  readonly updates: ReadonlyMap<string, readonly PackageUpdate[]>;
}

/** Newer packages of the servers that are installed already; the others get the newest ones anyway. */
async function updatesOf(
  context: ProvisionContext,
  environment: Environment,
  judged: readonly JudgedHost[],
): Promise<Map<string, PackageUpdate[]>> {
  const hosts = judged.flatMap(({ server }) => (server?.isInstalled === true ? [server.host] : []));
  const updates = await Promise.all(
    hosts.map(async (host) => [host, await askUpdates({ context, environment }, host)] as const),
  );
  return new Map(updates);
}

async function clusterFacts(
  config: Environment,
  { chosen, servers, judged, material, adopted, updates }: Seen,
): Promise<ClusterFacts> {
  const changedAccounts = new Map<string, readonly string[]>();
  for (const [name, server] of servers) {
    const changed = await judgeAccounts(server, material, config.mariadb.database);
    if (changed !== undefined) changedAccounts.set(name, changed);
  }
  return {
    environment: config,
    chosen,
    adopted,
    updates,
    servers,
    members: hostsWith(config, ['galera']).map((name) => reportOf(config, name, servers.get(name))),
    changedAccounts,
    settings: new Map(
      judged.flatMap(({ view, settings }) =>
        settings === undefined ? [] : [[view.name, settings] as const],
      ),
    ),
  };
}
