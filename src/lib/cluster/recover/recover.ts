import { pendingSteps } from '../../core/plan.ts';
import type { ClusterSite } from '../../infra/mariadb/galera/cluster-site.ts';
import { requireWithin } from '../../infra/run/require-within.ts';
import { compareMembers } from './compare-members.ts';
import type { Comparison } from './comparison.ts';
import { planRecover, type RecoverPlan } from './plan-recover.ts';
import { controlNamed, type RecoverContext } from './recovery.ts';
import { runRecovery, type Recovered } from './run-recovery.ts';

export interface RecoverRequest {
  /** Members that are left out. */
  readonly without: readonly string[];
  /** Whether the rows of all tables are compared at the end. */
  readonly digests: boolean;
}

export interface RecoverReport extends Recovered {
  readonly environment: string;
  /** True if there was nothing to do. */
  readonly unchanged: boolean;
  /** Members that are not in the cluster now. */
  readonly missing: readonly string[];
  /** null if nothing was done. */
  readonly comparison: Comparison | null;
}

/** What there is to do now; changes nothing. Throws RECOVER_REFUSED. */
export async function planRecovery(site: ClusterSite, request: RecoverRequest): Promise<RecoverPlan> {
  const members = await Promise.all(site.members.map((control) => control.report()));
  const proofs = new Map<string, string>();
  for (const { member, server } of members) {
    if (server !== 'unreachable' || !request.without.includes(member)) continue;
    const proof = await site.proveOff(member);
    if (proof !== undefined) proofs.set(member, proof);
  }
  return planRecover({ environment: site.name, members, without: request.without, proofs });
}

/**
 * Makes the cluster writable again, after the plan is confirmed. Safe to end at any moment and to run again. Throws
 * RECOVER_REFUSED, RECOVER_FAILED, PLAN_CHANGED, and what the site throws.
 */
export async function recoverCluster(
  context: RecoverContext,
  site: ClusterSite,
  request: RecoverRequest,
): Promise<RecoverReport> {
  const first = await planRecovery(site, request);
  if (pendingSteps(first).length === 0) return nothingDone(site, first);
  await context.confirm(first, site.name);
  return site.exclusively(first.reachable, async (fence) => {
    // Another run may have done the work while the lock was waited for.
    const plan = await planRecovery(site, request);
    if (pendingSteps(plan).length === 0) return nothingDone(site, plan);
    requireWithin(first, plan);
    const recovered = await runRecovery({ context, site, fence }, plan);
    const together = recovered.in_cluster.map((name) => controlNamed(site, name));
    const comparison = await compareMembers(context, together, request.digests);
    return { environment: site.name, missing: plan.missing, ...recovered, unchanged: false, comparison };
  });
}

function nothingDone({ name }: ClusterSite, { missing, alive }: RecoverPlan): RecoverReport {
  return {
    environment: name,
    missing,
    unchanged: true,
    bootstrapped: null,
    seqno: null,
    joined: [],
    in_cluster: alive,
    writable_after_seconds: null,
    comparison: null,
  };
}
