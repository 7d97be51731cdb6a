import { AetherError } from '../../core/errors.ts';
import { runStep, type StepEnd } from '../../core/run-step.ts';
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
import { moveClients, setDesync, stayInService, type ClientSessions } from './move-clients.ts';
import { planRestart, requireIst, type RestartPlan } from './plan-restart.ts';
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
  readonly restarted: readonly RestartedMember[];
  readonly comparison: Comparison;
}

export interface RestartedMember {
  readonly member: string;
  readonly seconds: number;
  /** Those that did not leave in time: the stop has disconnected them. */
  readonly disconnected: readonly ClientSessions[];
}

export interface RestartRequest {
  /** Restarts the machines, not the servers alone. */
  readonly reboot: boolean;
  /** How long the clients of a member may take to leave it. */
  readonly drainSeconds: number;
  /** The user that takes backups on each server. */
  readonly backupUser: string;
  /** Users whose sessions are not of clients. */
  readonly ignoredUsers: readonly string[];
}

interface Planned {
  readonly plan: RestartPlan;
  readonly members: readonly MemberReport[];
  readonly journal: RestartJournal | undefined;
}

/** What would be done; changes nothing. Throws CLUSTER_UNHEALTHY. */
export async function planRollingRestart(
  context: RestartContext,
  site: ClusterSite,
  request: RestartRequest,
): Promise<Planned> {
  const { reboot } = request;
  requireMachines(site, reboot);
  const members = await Promise.all(site.members.map((control) => control.report()));
  const all = members.every(({ wsrep }) => wsrep !== undefined);
  const backups = all ? await findBackups(site, request.backupUser) : [];
  const file = restartJournalFile(context.stateDir, site.name);
  const journal = await readRestartJournal(file, context.clock.now(), reboot);
  const plan = planRestart({ environment: site.name, members, backups, reboot, journal });
  return { plan, members, journal };
}

/**
 * Restarts all members one by one, after the plan is confirmed. Every member waits until all are healthy, and is proven by a
 * write and by its GTIDs before the next one. A run that was killed is resumed: the servers that were started since it began
 * stay as they are. The member that it has left stopped, `aether cluster recover` joins.
 */
export async function rollingRestart(
  context: RestartContext,
  site: ClusterSite,
  request: RestartRequest,
): Promise<RestartReport> {
  const { plan: first } = await planRollingRestart(context, site, request);
  await context.confirm(first, site.name);
  const file = restartJournalFile(context.stateDir, site.name);
  return site.exclusively(
    site.members.map(({ member }) => member),
    async (fence) => {
      const { plan, members, journal } = await planRollingRestart(context, site, request);
      requireWithin(first, plan);
      if (journal === undefined) await startJournal(context, file, members, request);
      else await resync(site, members);
      const restarted: RestartedMember[] = [];
      for (const { id, member, summary, destructive } of plan.steps) {
        if (member === null) continue;
        const begun = context.clock.seconds();
        const { disconnected } = await runStep(context, { id, host: member, title: summary }, async () =>
          restartOne({ context, site, fence }, member, { ...request, mayCopy: destructive === true }),
        );
        restarted.push({ member, seconds: context.clock.seconds() - begun, disconnected });
      }
      const comparison = await compareMembers(context, site.members, false);
      await forgetRestart(file);
      return { environment: site.name, resumed: journal?.started_at ?? null, restarted, comparison };
    },
  );
}

function requireMachines({ name, members }: ClusterSite, reboot: boolean): void {
  if (!reboot || members.every((control) => control.reboot !== undefined)) return;
  throw new AetherError('USAGE', `--reboot: the servers of "${name}" have no machines of their own`, {
    hint: 'leave out --reboot',
  });
}

async function startJournal(
  { clock }: RestartContext,
  file: string,
  members: readonly MemberReport[],
  { reboot }: RestartRequest,
): Promise<void> {
  await writeRestartJournal(file, members, { now: clock.now(), reboot });
}

/** The run that was cut off may have asked clients to leave. */
async function resync(site: ClusterSite, members: readonly MemberReport[]): Promise<void> {
  const desynced = members.filter(({ wsrep }) => wsrep?.desynced === true);
  for (const { member } of desynced) await setDesync(controlNamed(site, member), false);
}

async function restartOne(
  recovery: Recovery,
  member: string,
  request: RestartRequest & { readonly mayCopy: boolean },
): Promise<StepEnd & Pick<RestartedMember, 'disconnected'>> {
  const { context, site, fence } = recovery;
  await fence();
  await awaitTogether(context, site.members);
  const control = controlNamed(site, member);
  const disconnected = await moveClients(context, control, {
    seconds: request.drainSeconds,
    ignored: request.ignoredUsers,
  });
  try {
    const reports = await Promise.all(site.members.map((each) => each.report()));
    if (!request.mayCopy) requireIst(member, reports);
  } catch (thrown) {
    await stayInService(control);
    throw thrown;
  }
  const others = site.members.filter((other) => other !== control);
  const start = request.reboot ? control.reboot?.bind(control) : undefined;
  await joinMember(recovery, control, others, start);
  await withSessions([control], async ([open]) => {
    if (open !== undefined) await writeMarker(open.session);
  });
  return { disconnected };
}

/** A backup holds a session for as long as it runs. */
async function findBackups(site: ClusterSite, user: string): Promise<string[]> {
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
