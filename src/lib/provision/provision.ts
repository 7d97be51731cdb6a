import { AetherError } from '../core/errors.ts';
import { pendingSteps } from '../core/plan.ts';
import type { Environment } from '../infra/config/environment-schema.ts';
import { hostsWith } from '../infra/config/hosts-with.ts';
import { runPlan } from '../infra/run/run-plan.ts';
import { withHostLock, type HostLock } from '../infra/ssh/lock/with-host-lock.ts';
import { requireWithin } from '../infra/run/require-within.ts';
import { lookAtAll, type ProvisionLook } from './look.ts';
import type { ProvisionPlan } from './plan-provision.ts';
import type { ProvisionContext, ProvisionRequest } from './provision-context.ts';
import { stepRunner } from './run-steps.ts';

export interface ProvisionReport {
  /** How many steps changed something; 0 if all was right already. */
  readonly changed: number;
  readonly plan: ProvisionPlan;
  readonly hosts: readonly string[];
}

/** What there is to do now; changes nothing. */
export async function planHosts(
  context: ProvisionContext,
  request: ProvisionRequest,
): Promise<ProvisionPlan> {
  return (await lookAtAll(context, request)).plan;
}

/** How long another run, or work that a dead run has left on a host, is waited for: as long as packages may take. */
const LOCK_WAIT_SECONDS = 900;

/**
 * Brings the hosts into the state that the environment file describes, after the plan is confirmed. Safe to end at any
 * moment and to run again. Throws PROVISION_REFUSED, PROVISION_FAILED, HOST_LOCKED, PLAN_CHANGED and what SSH throws.
 */
export async function provisionHosts(
  context: ProvisionContext,
  request: ProvisionRequest,
): Promise<ProvisionReport> {
  const first = await lookAtAll(context, request);
  const names = first.hosts.map(({ name }) => name);
  if (pendingSteps(first.plan).length === 0) return { changed: 0, plan: first.plan, hosts: names };
  const { config } = await context.environment();
  await context.confirm(first.plan, config.name);
  return withLocks(context, lockedHosts(config, names), [], async (locks) =>
    work(context, request, { first, locks }),
  );
}

/** All members of a cluster, if one is worked on: none of them may be bootstrapped by somebody else meanwhile. */
function lockedHosts(config: Environment, names: readonly string[]): string[] {
  const members = hostsWith(config, ['galera']);
  return [...new Set([...names, ...(members.some((member) => names.includes(member)) ? members : [])])];
}

interface Started {
  readonly first: ProvisionLook;
  readonly locks: ReadonlyMap<string, HostLock>;
}

async function work(
  context: ProvisionContext,
  request: ProvisionRequest,
  { first, locks }: Started,
): Promise<ProvisionReport> {
  const { plan, hosts } = await lookAtAll(context, request);
  requireWithin(first.plan, plan);
  const runSteps = stepRunner(context, { hosts, locks });
  await runPlan(context, plan, { runSteps, limit: request.parallel });
  const last = await lookAtAll(context, request);
  const open = pendingSteps(last.plan);
  if (open.length > 0) {
    const what = open.map(({ subject, summary }) => `${subject}: ${summary}`).join('; ');
    throw new AetherError('PROVISION_FAILED', `still to do after the run: ${what}`, {
      hint: 'run the same command again',
      details: { open: open.map(({ id }) => id) },
    });
  }
  return { changed: pendingSteps(plan).length, plan: last.plan, hosts: hosts.map(({ name }) => name) };
}

/** Takes the locks of all hosts, in one order, so that two runs cannot wait for each other. */
async function withLocks<Result>(
  context: ProvisionContext,
  names: readonly string[],
  taken: readonly (readonly [string, HostLock])[],
  run: (locks: ReadonlyMap<string, HostLock>) => Promise<Result>,
): Promise<Result> {
  const [name, ...rest] = names.toSorted();
  if (name === undefined) return run(new Map(taken));
  const host = await context.ssh(name);
  return withHostLock(context, host, { waitSeconds: LOCK_WAIT_SECONDS }, (lock) =>
    withLocks(context, rest, [...taken, [name, lock]], run),
  );
}
