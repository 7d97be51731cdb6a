import { join } from 'node:path';
import { toAetherError } from '../core/errors.ts';
import { runStep } from '../core/run-step.ts';
import { formatCount, formatSeconds } from '../core/units.ts';
import { drillLock } from '../infra/fault/drill-lock.ts';
import { withRunLock } from '../infra/run/with-run-lock.ts';
import { quoteName } from '../infra/mariadb/identifiers.ts';
import { startElsewhereReader, type ElsewhereReader, type ReadResult } from './client/elsewhere-reader.ts';
import { openJournal, type Journal } from './client/journal.ts';
import type { Operation } from './client/operation.ts';
import { startClient, type WriterClient } from './client/writer-client.ts';
import { drawRound } from './draw-rounds.ts';
import { describeMembers } from './describe-members.ts';
import { nowMs, type Drill } from './drill.ts';
import { describeGaps, measureRound, type RoundRecord } from './measure/round-result.ts';
import { judgeControl, requireDurable, type ControlVerdict } from './negative-control.ts';
import { startObserver, type Observer, type Sample } from './observe/observer.ts';
import { isWhole } from './observe/sample-member.ts';
import type { Round } from './rounds.ts';
import { runRound } from './run-round.ts';
import { judgeDrill, type DrillVerdict } from './verdict/judge-drill.ts';
import { readFinalRows } from './verdict/read-rows.ts';

/** Everything that a drill found out; times are milliseconds of its clock, which began at 0 or before. */
export interface DrillReport {
  readonly drill: Drill;
  readonly started_at: string;
  readonly rounds: readonly RoundRecord[];
  readonly operations: readonly Operation[];
  readonly reads: readonly ReadResult[];
  readonly samples: readonly Sample[];
  readonly from_ms: number;
  readonly to_ms: number;
  readonly verdict: DrillVerdict;
  readonly journal: string;
  /** Of a negative control. */
  readonly control: ControlVerdict | null;
  /** The drill's database, if it was kept. */
  readonly kept: string | null;
}

/** How long a client may take to find out about its last row. */
const RESOLVE_SECONDS = 60;

/**
 * Runs a drill that was confirmed. It ends healed, also if it is cancelled; then its database is left. Throws LOCKED if
 * another one runs: each would take the other's faults for its own.
 */
export async function runDrill(drill: Drill): Promise<DrillReport> {
  const { context } = drill;
  const lock = {
    ...drillLock(context.stateDir),
    command: 'aether failover-test',
    waitSeconds: 0,
  };
  const { site, members } = drill;
  return withRunLock(context, lock, () => site.exclusively(members, () => breakAndVerify(drill)));
}

async function breakAndVerify(drill: Drill): Promise<DrillReport> {
  const { context, database } = drill;
  const started_at = context.clock.now().toISOString();
  const file = join(context.stateDir, 'drills', context.runId, 'journal.ndjson');
  await using journal = await openJournal(file);
  if (drill.request.dropLeftovers) {
    for (const left of drill.leftovers)
      await runStep(context, { id: `drop-${left}`, title: `drop ${left}` }, () => dropDatabase(drill, left));
  }
  await runStep(context, { id: 'create', title: `create ${database}` }, () => createDatabase(drill));
  const history = await runRounds(drill, journal);
  const { verdict } = await runStep(
    context,
    { id: 'verify', title: 'read every server, and compare it with what was acknowledged' },
    async () => {
      const verdict = judgeDrill(history, await readFinalRows(drill), drill);
      return { verdict, detail: verdict.result };
    },
  );
  if (drill.request.control) await requireDurable(drill);
  const control = drill.request.control ? judgeControl(verdict, history) : null;
  const isClean = control === null ? verdict.result === 'passed' : control.caught;
  if (isClean) {
    await runStep(context, { id: 'drop', title: `drop ${database}` }, () => dropDatabase(drill, database));
  }
  return { drill, started_at, ...history, verdict, control, journal: file, kept: isClean ? null : database };
}

type History = Pick<DrillReport, 'rounds' | 'operations' | 'reads' | 'samples' | 'from_ms' | 'to_ms'>;

async function runRounds(drill: Drill, journal: Journal): Promise<History> {
  const { context, members } = drill;
  const observer = startObserver({ members, open: drill.open, clock: context.clock, signal: context.signal });
  const from_ms = nowMs(drill);
  const readers = startReaders(drill);
  const clients = startClients(drill, journal, readers);
  const rounds: RoundRecord[] = [];
  try {
    for (const round of roundsToRun(drill)) {
      const title = `${round.victims.join(', ')}: ${round.fault.name}`;
      await runStep(context, { id: `round-${round.number}`, title }, async () => {
        const record = await runRound({ ...drill, clients, observer }, round);
        rounds.push(record);
        return { detail: describeRound(drill, record, clients, observer.samples) };
      });
    }
    await Promise.all(clients.map((client) => client.stop(RESOLVE_SECONDS)));
    await Promise.all(readers.map((reader) => reader.stop()));
  } catch (thrown) {
    await Promise.allSettled(clients.map((client) => client.stop(0)));
    await Promise.allSettled(readers.map((reader) => reader.stop()));
    const message = `${endText(drill, observer, thrown)}; the database ${drill.database} is left`;
    context.emit({ type: 'note', level: 'warn', message });
    throw thrown;
  } finally {
    await observer.stop().catch(() => undefined);
  }
  const operations = clients.flatMap((client) => client.operations());
  const reads = readers.flatMap((reader) => reader.results());
  return { rounds, operations, reads, samples: observer.samples, from_ms, to_ms: nowMs(drill) };
}

/** How a drill ended that found out nothing. After Ctrl-C nobody looks at the members any more. */
function endText({ members }: Drill, observer: Observer, thrown: unknown): string {
  if (toAetherError(thrown).code === 'INTERRUPTED')
    return 'interrupted: the faults are healed; aether cluster status shows the members';
  const states = describeMembers(members, (member) => observer.latest(member));
  const areWhole = members.every((member) => isWhole(observer.latest(member), members.length));
  const recovery = areWhole
    ? ''
    : '; for members that do not rejoin by themselves, run: aether cluster recover';
  return `failed: the faults are healed; ${states}${recovery}`;
}

/** Those of the plan; in a soak, drawn ones until its time is over. */
function* roundsToRun(drill: Drill): Generator<Round> {
  const { plan, request, members, source, targets } = drill;
  const possible = plan.steps.flatMap(({ round, action }) =>
    round === null || action === 'keep' ? [] : [round],
  );
  const { soak } = request;
  if (soak === undefined || possible.length === 0) {
    yield* possible;
    return;
  }
  const endpoint = request.endpoint === undefined ? undefined : targets[0];
  const faults = possible.map(({ fault }) => fault);
  const until = nowMs(drill) + soak.seconds * 1000;
  for (let number = 1; nowMs(drill) < until; number += 1)
    yield drawRound(soak, number, { members, source, endpoint, faults });
}

/** One for each client, if the workload reads anything. */
function startReaders({ context, members, database, open, request, workload }: Drill): ElsewhereReader[] {
  const { readElsewhere: read } = workload;
  if (read === undefined) return [];
  const syncWait = request.control ? 0 : 1;
  const openMember = (member: string) => open(member, database);
  return Array.from({ length: request.writers }, () =>
    startElsewhereReader({ members, open: openMember, read, syncWait, clock: context.clock }),
  );
}

function startClients(drill: Drill, journal: Journal, readers: readonly ElsewhereReader[]): WriterClient[] {
  const { context, targets, request, plan, workload } = drill;
  const home = plan.steps.find(({ round }) => round !== null)?.round?.home ?? '';
  return Array.from({ length: request.writers }, (_, index) =>
    startClient(
      {
        worker: index + 1,
        hosts: targets,
        open: drill.openTarget,
        workload,
        journal,
        onAcknowledged: (id, host) => readers[index]?.offer(id, host),
        clock: context.clock,
        signal: context.signal,
        everyMs: (1000 * request.writers) / request.rate,
      },
      request.multiWriter ? (targets[index % targets.length] ?? home) : home,
    ),
  );
}

function describeRound(
  drill: Drill,
  record: RoundRecord,
  clients: readonly WriterClient[],
  samples: readonly Sample[],
): string {
  const bar = record.round.fault.expected.gap_seconds[drill.profile] * 1000;
  const operations = clients.flatMap((client) => client.operations());
  const { acknowledged, survivor_gaps_ms, victim_gaps_ms } = measureRound(record, operations, samples, bar);
  const gaps = describeGaps([...survivor_gaps_ms, ...victim_gaps_ms]);
  const proof = record.evidence.length === 0 ? '' : `${record.evidence.join('; ')}; `;
  return `${proof}${formatCount(acknowledged)} acknowledged, longest gaps ${gaps}, whole after ${formatSeconds((record.whole_ms - record.healing_ms) / 1000)}`;
}

/** DDL outside of the measured time: it stops all writers for a moment. */
async function createDatabase({ open, members, database, workload }: Drill): Promise<undefined> {
  await using session = await open(members[0] ?? '');
  await session.run(`CREATE DATABASE ${quoteName(database)}`);
  await session.run(`USE ${quoteName(database)}`);
  for (const table of workload.tables) await session.run(table);
  return undefined;
}

async function dropDatabase({ open, members }: Drill, database: string): Promise<undefined> {
  await using session = await open(members[0] ?? '');
  await session.run(`DROP DATABASE ${quoteName(database)}`);
  return undefined;
}
