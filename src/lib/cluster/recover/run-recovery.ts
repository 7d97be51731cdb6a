import { runStep } from '../../core/run-step.ts';
import type { MemberControl } from '../../infra/mariadb/galera/cluster-site.ts';
import { joinMember } from './join-member.ts';
import { awaitTogether } from './await-together.ts';
import { setMemberAside } from './set-aside.ts';
import type { RecoverPlan, RecoverStep } from './plan-recover.ts';
import { controlNamed, type Recovery } from './recovery.ts';
import { bootstrapMostAdvanced } from './bootstrap-most-advanced.ts';

/** What a recovery did. */
export interface Recovered {
  /** null if a primary component was alive. */
  readonly bootstrapped: string | null;
  readonly seqno: string | null;
  readonly joined: readonly string[];
  /** All members of the cluster at the end. */
  readonly in_cluster: readonly string[];
  /** From the beginning of the work until the first member took writes; null if one did already. */
  readonly writable_after_seconds: number | null;
}

/** Does what a plan says that was made under the locks. Throws RECOVER_REFUSED, RECOVER_FAILED and what the site throws. */
export async function runRecovery(recovery: Recovery, plan: RecoverPlan): Promise<Recovered> {
  const { context, site } = recovery;
  const started = context.clock.seconds();
  const held = membersOf(plan, 'hold').map((name) => controlNamed(site, name));
  if (held.length === 0) {
    const joined = await joinAll(
      recovery,
      plan,
      plan.alive.map((name) => controlNamed(site, name)),
    );
    return { bootstrapped: null, seqno: null, writable_after_seconds: null, ...joined };
  }
  const left = plan.missing;
  const { founder, position } = await bootstrapMostAdvanced(recovery, {
    held,
    included: held.filter(({ member }) => !left.includes(member)),
  });
  const writable_after_seconds = context.clock.seconds() - started;
  const joined = await joinAll(recovery, plan, [founder]);
  return {
    bootstrapped: founder.member,
    seqno: position.seqno.toString(),
    writable_after_seconds,
    ...joined,
  };
}

/** One after the other: members that join at once could be served by one another while they are not whole. */
async function joinAll(
  recovery: Recovery,
  plan: RecoverPlan,
  alive: readonly MemberControl[],
): Promise<Pick<Recovered, 'joined' | 'in_cluster'>> {
  const { context, site, fence } = recovery;
  const together = [...alive];
  for (const step of plan.steps) {
    const { task } = step;
    if (task === null || !('member' in task) || task.kind === 'hold') continue;
    const control = controlNamed(site, task.member);
    if (together.includes(control)) continue;
    await fence();
    if (task.kind === 'set-aside') {
      const move = async () => ({ detail: await setMemberAside(recovery, control, together) });
      await runStep(context, titled(step), move);
      continue;
    }
    await runStep(context, titled(step), async () => {
      if (task.kind === 'await') await awaitTogether(context, [...together, control]);
      else await joinMember(recovery, control, together);
      return undefined;
    });
    together.push(control);
  }
  const names = together.map(({ member }) => member);
  return { joined: names.slice(alive.length), in_cluster: names };
}

function titled({ id, host, summary }: RecoverStep) {
  return { id, title: summary, ...(host === undefined ? {} : { host }) };
}

function membersOf({ steps }: RecoverPlan, kind: 'hold'): string[] {
  return steps.flatMap(({ task }) => (task?.kind === kind ? [task.member] : []));
}
