import type { ActiveFault } from '../infra/fault/fault-injector.ts';
import { waitUntil } from '../infra/process/wait-until.ts';
import { awaitWhole } from './await-whole.ts';
import type { WriterClient } from './client/writer-client.ts';
import { nowMs, type RunningDrill } from './drill.ts';
import { gapBetween, type RoundRecord } from './measure/round-result.ts';
import { weakenDurability } from './negative-control.ts';
import { orderOf, type Round } from './rounds.ts';

/** Long enough for a baseline of more than a hundred rows per second. */
const CALM_SECONDS = 2;
/** How often calm is waited for before the round is run, and marked as void. */
const CALM_TRIES = 3;
const CALM_SHARE = 1 / 4;
/** After a rejoin, so that what it costs is part of the round. */
const SETTLE_SECONDS = 1;
/** With stock timers a member is dropped after 6.4 s. */
const DROP_SECONDS = 30;
const MOVE_SECONDS = 30;

/** Breaks the cluster once and heals it again. Heals also if it is cancelled. Throws FAULT_FAILED. */
export async function runRound(drill: RunningDrill, round: Round): Promise<RoundRecord> {
  const { injector, recover } = drill.site;
  await gatherClients(drill, round);
  if (drill.request.control) await weakenDurability(drill);
  const calm_from_ms = await awaitCalm(drill, round);
  const hosts = Object.fromEntries(drill.clients.map((client) => [client.worker, client.host()]));
  const active: ActiveFault[] = [];
  let isDown = false;
  const heal = async () => {
    // Nothing starts by itself after a crash of all; what the faults have left of themselves is removed afterwards.
    const isToRecover = isDown;
    isDown = false;
    if (isToRecover) await recover?.(blankIn(round));
    await healAll(active);
  };
  try {
    const injected_ms = nowMs(drill);
    const hostsOfOrders = round.fault.victims === 'each' ? round.victims.slice(0, 1) : round.victims;
    const orders = hostsOfOrders.map((host) => orderOf(round, host, drill));
    isDown = round.fault.heals_by === 'recovery';
    const injections = await Promise.allSettled(
      orders.map(async (order) => active.push(await injector.inject(order))),
    );
    const failed = injections.find((one) => one.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    await hold(drill, round);
    const healing_ms = nowMs(drill);
    await heal();
    await awaitWhole(drill);
    const whole_ms = nowMs(drill);
    await drill.context.clock.sleep(SETTLE_SECONDS * 1000, drill.context.signal);
    const evidence = active.flatMap((fault) => fault.evidence ?? []);
    return {
      round,
      hosts,
      evidence,
      calm_from_ms,
      injected_ms,
      healing_ms,
      whole_ms,
      ended_ms: nowMs(drill),
    };
  } finally {
    await heal();
  }
}

function blankIn({ fault, victims }: Round): string | undefined {
  return fault.replaces_data === true ? victims.at(-1) : undefined;
}

/** Clients of one writer come home; the others each have a home of their own. */
async function gatherClients(drill: RunningDrill, { home }: Round): Promise<void> {
  const { clients, targets, request, context } = drill;
  const homeOf = (index: number) => (request.multiWriter ? (targets[index % targets.length] ?? home) : home);
  // One that only tries to reach its home may still give up and go on to the next member.
  const isHome = (client: WriterClient, index: number) =>
    client.host() === homeOf(index) && client.operations().at(-1)?.attempts.at(-1)?.host === homeOf(index);
  const areHome = async () => {
    const away = clients.filter((client, index) => !isHome(client, index));
    for (const client of away) client.moveTo(homeOf(clients.indexOf(client)));
    return away.length === 0 ? true : undefined;
  };
  const { clock, signal } = context;
  await waitUntil(areHome, { clock, signal, deadlineSeconds: MOVE_SECONDS, everyMs: 20 });
}

/** Returns when the calm time began. Before the fault, so that no round has to be thrown away. */
async function awaitCalm(drill: RunningDrill, { fault }: Round): Promise<number> {
  const { clock, signal } = drill.context;
  const limit = fault.expected.gap_seconds[drill.profile] * 1000 * CALM_SHARE;
  const workers = drill.clients.map(({ worker }) => worker);
  for (let tried = 1; ; tried += 1) {
    const from = nowMs(drill);
    await clock.sleep(CALM_SECONDS * 1000, signal);
    const operations = drill.clients.flatMap((client) => client.operations());
    const longest = gapBetween(operations, workers, from, nowMs(drill));
    if (tried === CALM_TRIES || (longest !== null && longest <= limit)) return from;
  }
}

/** As long as the fault says, and until the others have dropped the victim, if that is expected. */
async function hold(drill: RunningDrill, { fault, victims }: Round): Promise<void> {
  const { clock, signal } = drill.context;
  // The start waits for the drop itself.
  if (fault.expected.membership === 'dropped' && fault.hold_seconds > 0) {
    const size = drill.members.length - victims.length;
    const dropped = async () => {
      const survivors = drill.members.filter((member) => !victims.includes(member));
      const isDropped = survivors.every((member) => {
        const latest = drill.observer.latest(member);
        return latest?.answers === true && latest.size === size;
      });
      return isDropped ? true : undefined;
    };
    await waitUntil(dropped, { clock, signal, deadlineSeconds: DROP_SECONDS, everyMs: 20 });
  }
  await clock.sleep(fault.hold_seconds * 1000, signal);
}

async function healAll(active: readonly ActiveFault[]): Promise<void> {
  const healed = await Promise.allSettled(active.map((fault) => fault.heal()));
  const failed = healed.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
