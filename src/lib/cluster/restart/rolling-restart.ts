import { AetherError } from '../../core/errors.ts';
import { runStep } from '../../core/run-step.ts';
import type { Context } from '../../infra/context.ts';
import type { ClusterSite } from '../../infra/mariadb/galera/cluster-site.ts';
import type { MemberReport } from '../../infra/mariadb/galera/member-report.ts';
import { writeMarker } from '../../infra/mariadb/galera/member-gtid.ts';
import { quoteText } from '../../infra/mariadb/identifiers.ts';
import { requireWithin } from '../../infra/run/require-within.ts';
import { awaitTogether } from '../recover/await-together.ts';
import { compareMembers } from '../recover/compare-members.ts';
import type { Comparison } from '../recover/comparison.ts';
import { joinMember } from '../recover/join-member.ts';
import { controlNamed, type RecoverContext, type Recovery } from '../recover/recovery.ts';
import { withSessions } from '../recover/with-sessions.ts';
import { planRestart, transferOf, type RestartPlan } from './plan-restart.ts';
import {
  forgetRestart,
  readRestartJournal,
  restartJournalFile,
  writeRestartJournal,
  type RestartJournal,
} from './restart-journal.ts';

type RestartContext = RecoverContext & Pick<Context, 'stateDir'>;

export interface RestartReport {
  readonly environment: string;
  /** When the run began that this one has ended; null if none was cut off. */
  readonly resumed: string | null;
  /** By this run, in this order. */
  readonly restarted: readonly { readonly member: string; readonly seconds: number }[];
  readonly comparison: Comparison;
}

/** The user that takes backups on each server. */
type BackupUser = string;

interface Planned {
  readonly plan: RestartPlan;
  readonly members: readonly MemberReport[];
  readonly journal: RestartJournal | undefined;
}

/** What would be done; changes nothing. Throws CLUSTER_UNHEALTHY. */
export async function planRollingRestart(
  context: RestartContext,
  site: ClusterSite,
  backupUser: BackupUser,
): Promise<Planned> {
  const members = await Promise.all(site.members.map((control) => control.report()));
  const all = members.every(({ wsrep }) => wsrep !== undefined);
  const backups = all ? await findBackups(site, backupUser) : [];
  const file = restartJournalFile(context.stateDir, site.name);
  const journal = await readRestartJournal(file, context.clock.now());
  return { plan: planRestart({ environment: site.name, members, backups, journal }), members, journal };
}

/**
 * Restarts all members one by one, after the plan is confirmed. Every member waits until all are healthy, and is proven by a
 * write and by its GTIDs before the next one. A run that was killed is resumed: the servers that were started since it began
 * stay as they are. The member that it has left stopped, `aether cluster recover` joins.
 */
export async function rollingRestart(
  context: RestartContext,
  site: ClusterSite,
  backupUser: BackupUser,
): Promise<RestartReport> {
  const { plan: first } = await planRollingRestart(context, site, backupUser);
  await context.confirm(first, site.name);
  const file = restartJournalFile(context.stateDir, site.name);
  return site.exclusively(
    site.members.map(({ member }) => member),
    async (fence) => {
      const { plan, members, journal } = await planRollingRestart(context, site, backupUser);
      requireWithin(first, plan);
      if (journal === undefined) await writeRestartJournal(file, members, context.clock.now());
      const restarted: { member: string; seconds: number }[] = [];
      for (const { id, member, summary, destructive } of plan.steps) {
        if (member === null) continue;
        const begun = context.clock.seconds();
        await runStep(context, { id, host: member, title: summary }, async () => {
          await restartOne({ context, site, fence }, member, destructive === true);
          return undefined;
        });
        restarted.push({ member, seconds: context.clock.seconds() - begun });
      }
      const comparison = await compareMembers(context, site.members, false);
      await forgetRestart(file);
      return { environment: site.name, resumed: journal?.started_at ?? null, restarted, comparison };
    },
  );
}

async function restartOne(recovery: Recovery, member: string, mayCopy: boolean): Promise<void> {
  const { context, site, fence } = recovery;
  await fence();
  await awaitTogether(context, site.members);
  const reports = await Promise.all(site.members.map((control) => control.report()));
  const own = reports.find((report) => report.member === member);
  if (own !== undefined && !mayCopy && transferOf(own, reports) === 'sst') {
    throw new AetherError(
      'PLAN_CHANGED',
      `${member} would need a full copy of the data now, which was not confirmed`,
      {
        hint: 'run the same command again and read the new plan',
      },
    );
  }
  const control = controlNamed(site, member);
  await joinMember(
    recovery,
    control,
    site.members.filter((other) => other !== control),
  );
  await withSessions([control], async ([open]) => {
    if (open !== undefined) await writeMarker(open.session);
  });
}

/** A backup holds a session for as long as it runs. */
async function findBackups(site: ClusterSite, user: BackupUser): Promise<string[]> {
  return withSessions(site.members, async (open) => {
    const seen = await Promise.all(
      open.map(async ({ member, session }) => {
        const rows = await session.query<{ id: string | number }>(
          `SELECT id FROM information_schema.PROCESSLIST WHERE user = ${quoteText(user)}`,
        );
        return rows.length > 0 ? [member] : [];
      }),
    );
    return seen.flat();
  });
}
