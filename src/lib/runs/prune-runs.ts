import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AetherError, systemErrorCode, throwIfAborted } from '../core/errors.ts';
import { pendingSteps, type Plan } from '../core/plan.ts';
import type { Context } from '../infra/context.ts';
import { ledgerHolds } from './ledger-holds.ts';
import { planPrune, pruneCandidates, type PruneLimits, type PruneStep } from './plan-prune.ts';
import { readRuns } from './read-runs.ts';

type Needs = Pick<Context, 'stateDir' | 'clock' | 'signal' | 'confirm' | 'environment' | 'mariadb'>;

/** What `runs prune` would remove now. Throws USAGE where no limit is given. */
export async function planRunsPrune(context: Needs, limits: PruneLimits): Promise<Plan<PruneStep>> {
  if (limits.keep === undefined && limits.olderThanSeconds === undefined) {
    throw new AetherError('USAGE', 'no limit given: --older-than or --keep is required', {
      hint: 'for example: aether runs prune --older-than 30d',
    });
  }
  const [runs, withRejects] = await Promise.all([readRuns(context.stateDir), readRejects(context.stateDir)]);
  const now = context.clock.now();
  const holds = await ledgerHolds(context, pruneCandidates(limits, { runs, now }));
  return planPrune(limits, { runs, now, withRejects, ledgerHolds: holds });
}

/** Removes what the plan says, after it was confirmed; returns the plan that was done. */
export async function pruneRuns(context: Needs, limits: PruneLimits): Promise<Plan<PruneStep>> {
  const plan = await planRunsPrune(context, limits);
  const pending = pendingSteps(plan);
  if (pending.length === 0) return plan;
  await context.confirm(plan, 'runs');
  for (const { directory } of pending) {
    throwIfAborted(context.signal);
    await rm(directory, { recursive: true, force: true });
  }
  return plan;
}

/** Rejects files are named after the run that wrote them, as a directory or at the beginning of their name. */
async function readRejects(stateDir: string): Promise<Set<string>> {
  try {
    const names = await readdir(join(stateDir, 'rejects'), { recursive: true });
    const ids = names.flatMap((name) => name.match(/\d{8}T\d{6}Z-[\da-f]{6}/g) ?? []);
    return new Set(ids);
  } catch (thrown) {
    if (systemErrorCode(thrown) === 'ENOENT') return new Set();
    throw thrown;
  }
}
