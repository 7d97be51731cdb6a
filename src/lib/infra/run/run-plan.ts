import { AetherError, throwIfAborted, toAetherError } from '../../core/errors.ts';
import { pendingSteps, type Plan, type Step } from '../../core/plan.ts';
import { createSemaphore } from '../../core/semaphore.ts';
import { type Lane, stagesOf } from './stages.ts';

/** How the steps of a plan are done. */
export interface PlanRunner<S extends Step> {
  /** Does these steps in order, emits their events, and throws at the first that fails. */
  readonly runSteps: (steps: readonly S[]) => Promise<void>;
  /** How many hosts, or groups of hosts, are worked on at a time. */
  readonly limit: number;
}

interface Failure {
  readonly hosts: readonly string[];
  readonly error: AetherError;
}

/**
 * Runs a plan once. Hosts are worked on side by side, each in the order of the plan. A host stops at its first failure
 * and the others go on; a group stops as a whole, and does not begin if one of its hosts has failed. A step that is not
 * of one host waits for all steps before it, and runs only if none of them failed. Throws at the end what failed.
 */
export async function runPlan<S extends Step>(
  { signal }: { readonly signal: AbortSignal },
  plan: Plan<S>,
  { runSteps, limit }: PlanRunner<S>,
): Promise<void> {
  const places = createSemaphore(limit);
  const failures: Failure[] = [];
  const runLane = async ({ hosts, steps }: Lane<S>): Promise<void> => {
    try {
      const leave = await places.acquire(signal);
      await runSteps(steps).finally(leave);
    } catch (thrown) {
      failures.push({ hosts, error: toAetherError(thrown) });
    }
  };
  throwIfAborted(signal);
  for (const { isShared, lanes } of stagesOf(pendingSteps(plan))) {
    if (isShared && failures.length > 0) break;
    const failed = new Set(failures.flatMap(({ hosts }) => hosts));
    await Promise.all(lanes.filter(({ hosts }) => !hosts.some((host) => failed.has(host))).map(runLane));
    throwIfAborted(signal);
    if (isShared && failures.length > 0) break;
  }
  const [first, ...others] = failures;
  if (first !== undefined) throw others.length === 0 ? first.error : severalFailed(first, failures);
}

/** The first failure in its own words, and the others by name. */
function severalFailed(first: Failure, failures: readonly Failure[]): AetherError {
  const { code, hint, exitCode, location } = first.error;
  const nameOf = ({ hosts }: Failure) => [...new Set(hosts)].join(', ');
  const message = `${failures.length} failed: ${failures.map(nameOf).join('; ')}. ${first.error.message}`;
  return new AetherError(code, message, {
    ...(hint === undefined ? {} : { hint }),
    ...(location === undefined ? {} : { location }),
    exitCode,
    details: {
      ...first.error.details,
      failed: failures.map((failure) => ({
        hosts: [...new Set(failure.hosts)],
        code: failure.error.code,
        message: failure.error.message,
      })),
    },
    cause: first.error,
  });
}
