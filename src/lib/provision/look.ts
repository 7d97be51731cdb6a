import { createSemaphore } from '../core/semaphore.ts';
import { AetherError } from '../core/errors.ts';
import { askHost } from './engine/probe-batch.ts';
import { discoverSteps, stepsOf } from './engine/discover-steps.ts';
import { FACTS_PROBE, parseFacts } from './engine/host-facts.ts';
import { lookLocally } from './local/look-locally.ts';
import type { Material } from './material.ts';
import { planProvision, type JudgedStep, type ProvisionPlan } from './plan-provision.ts';
import type { ProvisionContext, ProvisionRequest } from './provision-context.ts';
import { judgeAccounts } from './cluster/accounts.ts';
import { askServer, reportOf } from './cluster/fleet.ts';
import type { ClusterFacts } from './cluster/plan-cluster.ts';
import { planServers } from './cluster/plan-servers.ts';
import { hostsWith, MARIADB_ROLES } from '../infra/config/hosts-with.ts';
import { allTargets, chosenTargets } from './choose-targets.ts';
import type { StepSpec, Target } from './step-spec.ts';

export interface ProvisionLook {
  readonly plan: ProvisionPlan;
  readonly hosts: readonly Target[];
}

/** Looks at everything and plans from it; changes nothing. */
export async function lookAtAll(context: ProvisionContext, request: ProvisionRequest): Promise<ProvisionLook> {
  const environment = await context.environment();
  const hosts = chosenTargets(allTargets(environment.config), request);
  const { material, steps: local } = await lookLocally(environment);
  const steps = await discoverSteps();
  const places = createSemaphore(request.parallel);
  const judged = await Promise.all(
    hosts.map(async (target) => {
      const leave = await places.acquire(context.signal);
      return judgeHost(context, target, { material, steps: stepsOf(steps, target) }).finally(leave);
    }),
  );
  const found = judged.flat();
  const cluster = planServers(await lookAtServers(context, { hosts, judged: found, material }));
  return { hosts, plan: planProvision(environment.config.name, { local, hosts: found, cluster }) };
}

/** Asks the servers of the chosen hosts, and all members of a cluster that one of them belongs to. */
async function lookAtServers(
  context: ProvisionContext,
  look: { readonly hosts: readonly Target[]; readonly judged: readonly JudgedStep[]; readonly material: Material },
): Promise<ClusterFacts> {
  const { config } = await context.environment();
  const chosen = look.hosts.map(({ name }) => name);
  const ofCluster = hostsWith(config, ['galera']);
  const asked = hostsWith(config, MARIADB_ROLES).filter(
    (name) => chosen.includes(name) || (ofCluster.includes(name) && ofCluster.some((member) => chosen.includes(member))),
  );
  const reports = await Promise.all(asked.map(async (name) => [name, await askServer(context, name)] as const));
  const servers = new Map(reports.flatMap(([name, report]) => (report === undefined ? [] : [[name, report] as const])));
  const accounts = await Promise.all(
    [...servers].map(async ([name, server]) => [name, await judgeAccounts(server, look.material, config.mariadb.database)] as const),
  );
  return {
    environment: config,
    chosen,
    servers,
    members: ofCluster.filter((name) => asked.includes(name)).map((name) => reportOf(config, name, servers.get(name))),
    changedAccounts: new Map(accounts.flatMap(([name, changed]) => (changed === undefined ? [] : [[name, changed] as const]))),
    newConfig: new Set(
      look.judged.filter(({ spec, verdict }) => spec.name === 'mariadb-config' && verdict.kind === 'change').map(({ target }) => target.name),
    ),
  };
}

/** Asks a host about all of its steps at once. */
export async function judgeHost(
  context: Pick<ProvisionContext, 'ssh'>,
  target: Target,
  { material, steps }: { readonly material: Material; readonly steps: readonly StepSpec[] },
): Promise<JudgedStep[]> {
  const host = await context.ssh(target.name);
  const probes = new Map([['facts', FACTS_PROBE], ...steps.map((spec) => [spec.name, spec.probe(target)] as const)]);
  const seen = await askHost(host, probes);
  const facts = parseFacts(seen.get('facts') ?? '');
  if (facts === undefined) {
    throw new AetherError('PROVISION_FAILED', `${target.name}: the host does not say what it is:\n${seen.get('facts') ?? ''}`);
  }
  const judged: JudgedStep[] = [];
  for (const spec of steps) {
    const verdict = await spec.judge(seen.get(spec.name) ?? '', { ...target, facts, material });
    judged.push({ target, spec, verdict });
  }
  return judged;
}

