import { AetherError } from '../core/errors.ts';
import { runStep } from '../core/run-step.ts';
import type { HostLock } from '../infra/ssh/lock/with-host-lock.ts';
import type { ClusterTask } from './cluster/cluster-task.ts';
import { runClusterTask } from './cluster/run-cluster-task.ts';
import { runSegment, type TitledStep } from './engine/run-segment.ts';
import { proveLogin } from './engine/prove-login.ts';
import { createAuthority, readAuthority } from './local/authority.ts';
import { lookLocally } from './local/look-locally.ts';
import type { LocalTask } from './local/local-task.ts';
import { createPasswords, readPasswords } from './local/passwords.ts';
import { pinAuthority } from './local/pin-authority.ts';
import { judgeHost } from './judge-host.ts';
import type { Material } from './material.ts';
import type { JudgedStep, ProvisionStep, ProvisionTask } from './plan-provision.ts';
import type { ProvisionContext } from './provision-context.ts';
import type { StepSpec, Target } from './step-spec.ts';

export interface Worksite {
  readonly hosts: readonly Target[];
  readonly locks: ReadonlyMap<string, HostLock>;
}

type ScriptStep = ProvisionStep & { readonly task: Extract<ProvisionTask, { kind: 'script' }> };

/** Does the steps of a lane: those of a host that are scripts in one unit, everything else one by one. */
export function stepRunner(context: ProvisionContext, site: Worksite) {
  return async (steps: readonly ProvisionStep[]): Promise<void> => {
    for (const run of consecutive(steps)) {
      if (run.every(isScript)) await runScripts(context, site, run);
      else for (const step of run) await runOther(context, site, step);
    }
  };
}

function isScript(step: ProvisionStep): step is ScriptStep {
  return step.task?.kind === 'script';
}

/** Neighbours of the same kind. */
function consecutive(steps: readonly ProvisionStep[]): ProvisionStep[][] {
  const runs: ProvisionStep[][] = [];
  for (const step of steps) {
    const last = runs.at(-1);
    if (last?.[0] !== undefined && isScript(last[0]) === isScript(step)) last.push(step);
    else runs.push([step]);
  }
  return runs;
}

async function runScripts(
  context: ProvisionContext,
  site: Worksite,
  steps: readonly ScriptStep[],
): Promise<void> {
  const [first] = steps;
  const target = site.hosts.find(({ name }) => name === first?.host);
  if (target === undefined) return;
  await site.locks.get(target.name)?.fence();
  const { material } = await lookLocally(await context.environment());
  const specs = steps.map(({ task }) => task.spec);
  // Again, because passwords and authority may have come into being since the plan was made.
  const judged = await judgeHost(context, target, { material, steps: specs });
  const scripts = await scriptsOf(steps, judged.steps);
  const isUnproven = judged.steps.some(
    ({ verdict }) => verdict.kind === 'change' && verdict.isProofOnly === true,
  );
  if (scripts.length === 0 && !isUnproven) return;
  if (scripts.length > 0) await runSegment(context, await context.ssh(target.name), scripts);
  if (isUnproven || scripts.some(({ revert }) => revert !== undefined)) await proveLogin(context, target);
  await verify(context, target, { material, specs });
}

/** What the host has to run; a change that lacks nothing but the proof is not made again. */
async function scriptsOf(steps: readonly ScriptStep[], judged: readonly JudgedStep[]): Promise<TitledStep[]> {
  const scripts: TitledStep[] = [];
  for (const { spec, verdict } of judged) {
    const step = steps.find(({ task }) => task.spec === spec);
    if (verdict.kind !== 'change' || step === undefined) continue;
    const { revert } = verdict;
    if (verdict.isProofOnly === true) continue;
    scripts.push({
      id: step.id,
      name: spec.name,
      title: spec.name,
      script: await verdict.script(),
      ...(revert === undefined ? {} : { revert }),
    });
  }
  return scripts;
}

/** A host stops at its first step that is not as it should be after it was done. */
async function verify(
  context: ProvisionContext,
  target: Target,
  { material, specs }: { readonly material: Material; readonly specs: readonly StepSpec[] },
): Promise<void> {
  const { steps } = await judgeHost(context, target, { material, steps: specs });
  const wrong = steps.find(({ verdict }) => verdict.kind === 'change');
  if (wrong === undefined || wrong.verdict.kind !== 'change') return;
  throw new AetherError(
    'PROVISION_FAILED',
    `${target.name}: ${wrong.spec.name} was done and is not right: ${wrong.verdict.summary}`,
    {
      hint: 'see what else changes it on the host, then run the same command again',
      details: { host: target.name, step: wrong.spec.name, diff: wrong.verdict.diff ?? [] },
    },
  );
}

async function runOther(context: ProvisionContext, site: Worksite, step: ProvisionStep): Promise<void> {
  const { id, host, subject, summary, task } = step;
  if (task === null || task.kind === 'script') return;
  const words = host === undefined ? { title: `${subject}: ${summary}` } : { host, title: summary };
  await runStep(context, { id, ...words }, async () => {
    await ('host' in task ? onCluster(context, site, task) : doLocally(context, task));
    return undefined;
  });
}

async function onCluster(context: ProvisionContext, { locks }: Worksite, task: ClusterTask): Promise<void> {
  await locks.get(task.host)?.fence();
  const environment = await context.environment();
  const material = async () => (await lookLocally(environment)).material;
  await runClusterTask({ context, environment: environment.config, material }, task);
}

async function doLocally(context: ProvisionContext, { kind }: LocalTask): Promise<void> {
  const environment = await context.environment();
  if (kind === 'passwords') return createPasswords((await readPasswords(environment)).missingFiles);
  if (kind === 'authority') return createAuthority(environment, context.clock.now());
  const { authority } = await readAuthority(environment);
  const [file] = environment.files;
  if (authority === undefined || file === undefined)
    throw new AetherError('BUG', 'there is no authority to pin');
  return pinAuthority(file, authority.fingerprint);
}
