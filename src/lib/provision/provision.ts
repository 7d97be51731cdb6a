import { AetherError } from '../core/errors.ts';
import { pendingSteps } from '../core/plan.ts';
import type { Environment } from '../infra/config/environment-schema.ts';
import { hostsWith } from '../infra/config/hosts-with.ts';
import { runPlan } from '../infra/run/run-plan.ts';
import { withHostLock, type HostLock } from '../infra/ssh/lock/with-host-lock.ts';
import { requireWithin } from '../infra/run/require-within.ts';
import { allTargets, chosenTargets } from './choose-targets.ts';
import { JOURNAL } from './engine/apply-functions.ts';
import { evidenceOf, writeEvidence } from './evidence/evidence.ts';
import { exposureProbe, parseExposure } from './evidence/exposure.ts';
import { lookAtAll, type ProvisionLook } from './look.ts';
import type { ProvisionPlan } from './plan-provision.ts';
import type { ProvisionContext, ProvisionRequest } from './provision-context.ts';
import { stepRunner } from './run-steps.ts';

export interface ProvisionReport {
  /** How many steps changed something; 0 if all was right already. */
  readonly changed: number;
  readonly hosts: readonly string[];
  /** The file with what was found at the end. */
  readonly evidenceFile: string;
}

/** What there is to do now; changes nothing. */
export async function planHosts(
  context: ProvisionContext,
  request: ProvisionRequest,
): Promise<ProvisionPlan> {
  const look = await lookAtAll(context, request);
  reportOddities(context, look);
  return look.plan;
}

/** What is not changed, and an operator should know. */
function reportOddities(context: ProvisionContext, { unlisted, wrongClocks }: ProvisionLook): void {
  for (const message of wrongClocks) context.emit({ type: 'note', level: 'warn', message });
  for (const { member, address } of unlisted) {
    const message = `${member} knows a member of the cluster at ${address}, which the environment file does not name; it is left alone`;
    context.emit({ type: 'note', level: 'warn', message });
  }
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
  const startedAt = context.clock.now();
  const first = await firstLook(context, request);
  reportOddities(context, first);
  const names = first.hosts.map(({ name }) => name);
  if (pendingSteps(first.plan).length === 0) return finish(context, { startedAt, changed: 0, last: first });
  const { config } = await context.environment();
  await context.confirm(first.plan, nameToType(first.plan, config.name));
  return withLocks(context, lockedHosts(config, names), [], async (locks) =>
    work(context, request, { startedAt, first, locks }),
  );
}

const LOOKED_AGAIN: ReadonlySet<string> = new Set(['PROVISION_REFUSED', 'HOST_LOCKED', 'INTERRUPTED']);

/** A host that another run works on may look as if it was broken: what is refused is looked at again when that run has ended. */
async function firstLook(context: ProvisionContext, request: ProvisionRequest): Promise<ProvisionLook> {
  const startedAt = context.clock.seconds();
  try {
    return await lookAtAll(context, request, exposureProbe);
  } catch (thrown) {
    if (!(thrown instanceof AetherError) || thrown.code !== 'PROVISION_REFUSED') throw thrown;
    const { config } = await context.environment();
    const chosen = chosenTargets(allTargets(config), request).map(({ name }) => name);
    const names = lockedHosts(config, chosen);
    try {
      return await withLocks(context, names, [], async () => {
        if (!(await changedWithin(context, names, context.clock.seconds() - startedAt))) throw thrown;
        return lookAtAll(context, request, exposureProbe);
      });
    } catch (again) {
      // A host without a lock to take, as it cannot be reached, is why the first look was refused.
      throw again instanceof AetherError && LOOKED_AGAIN.has(again.code) ? again : thrown;
    }
  }
}

/** Whether a run has done something on one of these hosts in the last seconds, by their journals and their own clocks. */
async function changedWithin(
  context: ProvisionContext,
  names: readonly string[],
  seconds: number,
): Promise<boolean> {
  const since = `-${Math.ceil(seconds) + 1} seconds`;
  const found = await Promise.all(
    names.map(async (name) => {
      const host = await context.ssh(name);
      const { stdout } = await host.exec(['find', JOURNAL, '-newermt', since], { asRoot: true });
      return stdout !== '';
    }),
  );
  return found.includes(true);
}

/** What makes data of a host unavailable is confirmed by the name of the host, and of nothing that has more of them. */
function nameToType(plan: ProvisionPlan, environment: string): string {
  const names = plan.steps.flatMap(({ destructive, host }) =>
    destructive === true ? [host ?? environment] : [],
  );
  return names.length === 0 ? environment : [...new Set(names)].join(',');
}

/** All members of a cluster, if one is worked on: none of them may be bootstrapped by somebody else meanwhile. */
function lockedHosts(config: Environment, names: readonly string[]): string[] {
  const members = hostsWith(config, ['galera']);
  return [...new Set([...names, ...(members.some((member) => names.includes(member)) ? members : [])])];
}

interface Started {
  readonly startedAt: Date;
  readonly first: ProvisionLook;
  readonly locks: ReadonlyMap<string, HostLock>;
}

async function work(
  context: ProvisionContext,
  request: ProvisionRequest,
  { startedAt, first, locks }: Started,
): Promise<ProvisionReport> {
  const { plan, hosts } = await lookAtAll(context, request);
  requireWithin(first.plan, plan);
  const runSteps = stepRunner(context, { hosts, locks });
  await runPlan(context, plan, { runSteps, limit: request.parallel });
  const last = await lookAtAll(context, request, exposureProbe);
  const open = pendingSteps(last.plan);
  if (open.length > 0) {
    const what = open.map(({ subject, summary }) => `${subject}: ${summary}`).join('; ');
    throw new AetherError('PROVISION_FAILED', `still to do after the run: ${what}`, {
      hint: 'run the same command again',
      details: { open: open.map(({ id }) => id) },
    });
  }
  return finish(context, { startedAt, changed: pendingSteps(plan).length, last });
}

interface Finished {
  readonly startedAt: Date;
  readonly changed: number;
  readonly last: ProvisionLook;
}

async function finish(
  context: ProvisionContext,
  { startedAt, changed, last }: Finished,
): Promise<ProvisionReport> {
  const { config } = await context.environment();
  const exposure = [...last.reports].map(([host, printed]) => [host, parseExposure(printed)] as const);
  const run = {
    environment: config.name,
    run: context.runId,
    started_at: startedAt.toISOString(),
    finished_at: context.clock.now().toISOString(),
  };
  const evidence = evidenceOf(run, last, Object.fromEntries(exposure));
  const evidenceFile = await writeEvidence(context.stateDir, evidence);
  return { changed, hosts: last.hosts.map(({ name }) => name), evidenceFile };
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
