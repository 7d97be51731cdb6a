import { createSemaphore } from '../core/semaphore.ts';
import { AetherError } from '../core/errors.ts';
import { askHost } from './engine/probe-batch.ts';
import { discoverSteps, stepsOf } from './engine/discover-steps.ts';
import { FACTS_PROBE, parseFacts } from './engine/host-facts.ts';
import { lookLocally } from './local/look-locally.ts';
import type { Material } from './material.ts';
import { planProvision, type JudgedStep, type ProvisionPlan } from './plan-provision.ts';
import type { ProvisionContext, ProvisionRequest } from './provision-context.ts';
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
  return { hosts, plan: planProvision(environment.config.name, { local, hosts: judged.flat(), cluster: [] }) };
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

