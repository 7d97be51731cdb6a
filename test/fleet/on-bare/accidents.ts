import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { PlanDocument } from '../../../src/lib/core/plan-schema.ts';
import type { RunningAether } from '../../support/aether-cli.ts';
import { eventually } from '../../support/eventually.ts';
import { faulty, onHost, said } from '../../support/fleet.ts';
import type { OwnLab } from '../../support/own-lab.ts';
import { seededRandom } from '../../support/random.ts';

type PlanStep = PlanDocument['plan']['steps'][number];

const ACCIDENTS = ['kill', 'cut', 'reboot'] as const;

/** What happens to a run: aether is killed, its connections are reset, or a host loses its power. */
export interface Accident {
  readonly kind: (typeof ACCIDENTS)[number];
  /** The host that reboots. */
  readonly host: string;
  /** It happens once one of these lines is written… */
  readonly lines: readonly string[];
  /** …and so much later. */
  readonly delayMs: number;
}

/** When hosts lost their power, by `Date.now()`. */
export type Boots = ReadonlyMap<string, number>;

const LONGEST_DELAY_MS = 2000;

/** One accident of each kind, in any order: one while the hosts are made ready, one in the cluster, one in the replica. */
export function drawAccidents(
  plan: PlanDocument['plan'],
  hosts: readonly string[],
  seed: number,
): Accident[] {
  const random = seededRandom(seed);
  const pick = (count: number) => Math.floor(random() * count);
  const kinds = [...ACCIDENTS];
  return phasesOf(plan.steps.filter(({ action }) => action !== 'keep')).map((steps): Accident => {
    const [kind = 'kill'] = kinds.splice(pick(kinds.length), 1);
    const lines = linesFrom(steps.slice(pick(steps.length)));
    return { kind, host: hosts[pick(hosts.length)] ?? '', lines, delayMs: pick(LONGEST_DELAY_MS) };
  });
}

function phasesOf(steps: readonly PlanStep[]): PlanStep[][] {
  const bootstrap = steps.findIndex(({ id }) => id === 'cluster.bootstrap');
  const replica = steps.findIndex(({ id }, index) => index > bootstrap && id.startsWith('replica'));
  return [steps.slice(0, bootstrap), steps.slice(bootstrap, replica), steps.slice(replica)];
}

/** The beginning of a step, or of one after it, as the accident before may come late. Hosts are made ready side by side. */
function linesFrom([first, ...others]: readonly PlanStep[]): string[] {
  if (first === undefined) return [];
  const isAfter = ({ host, facts }: PlanStep) =>
    first.host === null || facts['state'] === undefined || host === first.host;
  return [first, ...others.filter(isAfter)].map(startOf);
}

/** What a run writes when it begins with a step. A summary may become another one; its first word stays. */
function startOf({ id, host, subject, summary, facts }: PlanStep): string {
  if (host === null) return `… ${subject}: `;
  return facts['state'] === undefined
    ? `… ${host}: ${summary.split(' ')[0]} `
    : `… ${host}: ${id.split('.')[1]}\n`;
}

/**
 * Runs the same command until nothing is left to do, through the accidents. A run that lives on after an accident is left
 * alone; one that ends is followed by the next. Returns which host was rebooted when.
 */
export async function runThrough(
  lab: OwnLab,
  accidents: readonly Accident[],
  start: () => RunningAether,
): Promise<Boots> {
  const boots = new Map<string, number>();
  let run = start();
  for (const accident of accidents) {
    if (!(await isReached(run, accident))) {
      // The accident before has ended it.
      run = start();
      const reached = await isReached(run, accident);
      expect(reached, `${describeAccident(accident)}\n${run.written().stderr.slice(-3000)}`).toBe(true);
    }
    await sleep(accident.delayMs);
    if (accident.kind === 'reboot') boots.set(accident.host, Date.now());
    await strike(lab, accident, run);
  }
  if ((await run.ended).exitCode === 0) return boots;
  const last = await start().ended;
  expect(last.exitCode, last.stdout.slice(-3000) + last.stderr.slice(-3000)).toBe(0);
  return boots;
}

/** False if the run ends before. */
async function isReached(run: RunningAether, { lines }: Accident): Promise<boolean> {
  const state = { isOver: false };
  void run.ended.then(() => (state.isOver = true));
  const isWritten = () => lines.some((line) => run.written().stderr.includes(line));
  await eventually(
    'the moment of the accident',
    async () => (isWritten() || state.isOver ? true : undefined),
    900,
  );
  return isWritten() && !state.isOver;
}

async function strike(lab: OwnLab, { kind, host }: Accident, run: RunningAether): Promise<void> {
  if (kind === 'kill') {
    run.kill('SIGKILL');
    await run.ended;
  } else if (kind === 'cut') await resetConnections(lab);
  else await loseAndGivePower(lab, host);
}

async function loseAndGivePower(lab: OwnLab, host: string): Promise<void> {
  const off = await faulty(lab, host, 'power-off');
  await off.heal();
  // A host that boots cannot be reached, which is a reason to refuse the next run.
  await eventually(
    `${host} is back`,
    async () =>
      (await onHost(lab, host, 'systemctl is-active ssh.service')).exit_code === 0 ? true : undefined,
    240,
  );
}

const CUT_SECONDS = 5;

/** All connections of the operator go through the bastion, which refuses them for some seconds, and answers with a reset. */
async function resetConnections(lab: OwnLab): Promise<void> {
  await said(
    lab,
    'bastion',
    `nft -f - <<'RULES'
table inet cut {
  chain input { type filter hook input priority -300; tcp dport 22 reject with tcp reset; }
  chain output { type filter hook output priority -300; tcp sport 22 reject with tcp reset; }
}
RULES
sleep ${CUT_SECONDS}
nft delete table inet cut`,
  );
}

/** For the message of a test: what happened when. */
export function describeAccident({ kind, host, lines, delayMs }: Accident): string {
  const [line = ''] = lines;
  return `${kind}${kind === 'reboot' ? ` of ${host}` : ''} ${delayMs} ms after "${line.trim()}"`;
}

/** What repairs after an accident may be there after each; a copy counts when it is in its place. */
const REPEATABLE: ReadonlySet<string> = new Set(['leftovers', 'receive', 'send']);
/** Servers that a lost host has taken with it, those of a cluster without a quorum too, are started once more. */
const AFTER_A_BOOT = ['bootstrap', 'start', 'stop'];

interface JournalLine {
  readonly time: string;
  readonly step: string;
  readonly state: string;
  readonly exit_code: number | null;
}

/** Steps that hosts have done twice, by their journals, although nothing took them back in between. */
export async function repeatedSteps(lab: OwnLab, hosts: readonly string[], boots: Boots): Promise<string[]> {
  return (await Promise.all(hosts.map((host) => repeatedOn(lab, host, [...boots.values()])))).flat();
}

async function repeatedOn(lab: OwnLab, host: string, boots: readonly number[]): Promise<string[]> {
  const { stdout } = await onHost(lab, host, 'cat /var/lib/aether/journal.ndjson');
  const done = new Set<string>();
  const repeated: string[] = [];
  let last = 0;
  for (const line of (stdout ?? '').trim().split('\n')) {
    const { time, step, state, exit_code: code } = JSON.parse(line) as JournalLine;
    if (state === 'reverted') done.delete(step);
    if (boots.some((boot) => last < boot && boot <= Date.parse(time)))
      for (const name of AFTER_A_BOOT) done.delete(name);
    last = Date.parse(time);
    if (state !== 'ended' || code !== 0 || REPEATABLE.has(step)) continue;
    if (done.has(step)) repeated.push(`${host}: ${step}`);
    done.add(step);
  }
  return repeated;
}
