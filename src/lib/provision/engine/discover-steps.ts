import { listModules, loadModules } from '../../infra/load-modules.ts';
import type { StepSpec, Target } from '../step-spec.ts';
import { orderSteps } from './order-steps.ts';

const STEPS = new URL('../steps/', import.meta.url);

/** The steps of `steps/`, each after those that it needs. */
export async function discoverSteps(): Promise<StepSpec[]> {
  return orderSteps(await loadModules<StepSpec>(await listModules(STEPS), 'step'));
}

/** The steps that a host has by its roles. */
export function stepsOf(steps: readonly StepSpec[], { host }: Target): StepSpec[] {
  return steps.filter(({ roles }) => roles === 'all' || roles.some((role) => host.roles.includes(role)));
}
