import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Ended, RunningAether } from './aether-cli.ts';
import { seededRandom } from './random.ts';
import { soaking } from './soak.ts';
import { stateDifferences } from './state-differences.ts';
import type { Workspace } from './workspace.ts';

/** Where a command is killed; with databases, if it has a lease in them. */
export type CrashPlace = Pick<Workspace, 'aether' | 'start' | 'directory'> &
  Partial<Pick<Workspace, 'admin' | 'database'>>;

/** A command that must end in one state, however often it is killed on the way. */
export interface CrashCase {
  readonly workspace: CrashPlace;
  readonly args: readonly string[];
  /** Makes everything as it was before the first run. */
  readonly reset: () => Promise<void>;
  readonly state: () => Promise<unknown>;
  /** Runs the command to its end after a kill; in a process of its own if not given. */
  readonly finish?: (args: readonly string[]) => Promise<Ended>;
  /** Kills; resolves when what was killed can be used again. */
  readonly strike: (running: RunningAether) => Promise<void>;
}

/** How often a run was killed in which of its phases. */
export type Strikes = Record<string, number>;

/**
 * Runs the command undisturbed, then `count` times with a kill somewhere on its way and once more to its end, every
 * third time with a second kill. The moments are spread over the length of a clean run. Each must end as the
 * clean run did.
 */
export async function crashAndRepeat(crash: CrashCase, count: number): Promise<Strikes> {
  const seed = Number(process.env['AETHER_CRASH_SEED'] ?? Date.now());
  console.info(`the moments of the kills come from AETHER_CRASH_SEED=${seed}`);
  const random = seededRandom(seed);
  await crash.reset();
  const startedAt = performance.now();
  await runToEnd({ ...crash, finish: crash.workspace.aether }, 'the clean run');
  let cleanMs = performance.now() - startedAt;
  const expected = await crash.state();
  const strikes: Strikes = {};
  for (let cycle = 0; cycle < count; cycle += 1) {
    await crash.reset();
    const delays = [((cycle + random()) / count) * cleanMs];
    if (cycle % 3 === 2) delays.push(random() * cleanMs);
    const phases: string[] = [];
    for (const delayMs of delays) {
      const { phase, lastedMs } = await strikeAfter(crash, delayMs);
      strikes[phase] = (strikes[phase] ?? 0) + 1;
      phases.push(phase);
      // The machine is quicker now than it was for the clean run.
      if (phase === AFTER_THE_END) cleanMs = Math.min(cleanMs, lastedMs);
    }
    const moments = `killed after ${delays.map((delay) => `${Math.round(delay)} ms`).join(', then after ')}`;
    await runToEnd(crash, moments);
    const state = await crash.state();
    const hit = `${moments} (${phases.join(', ')}), AETHER_CRASH_SEED=${seed}`;
    expect(state, `${hit}: ${stateDifferences(state, expected)}`).toEqual(expected);
    if (soaking) console.info(`round ${cycle + 1} of ${count}: ${moments}, ends as the clean run`);
  }
  return strikes;
}

async function runToEnd({ workspace, args, finish }: CrashCase, when: string): Promise<void> {
  const ended = await (finish ?? workspace.aether)(args);
  expect(ended.exitCode, `${when}\n${ended.stderr}`).toBe(0);
}

/** Unknown database, no such table: the run did not come that far. */
const NOT_THERE = new Set([1049, 1146]);

const AFTER_THE_END = 'after the end';

async function strikeAfter({ workspace, args, strike }: CrashCase, delayMs: number) {
  const earlier = new Set(runsOf(workspace));
  const startedAt = performance.now();
  const running = workspace.start(args);
  let lastedMs = 0;
  void running.ended.then(() => (lastedMs = performance.now() - startedAt));
  await new Promise((resolve) => setTimeout(resolve, delayMs));
  await strike(running);
  const { exitCode } = await running.ended;
  const run = runsOf(workspace).find((name) => !earlier.has(name));
  const phase = exitCode === 0 ? AFTER_THE_END : run === undefined ? 'start' : phaseOf(run);
  await expireLease(workspace);
  return { phase, lastedMs };
}

/** What a dead run held runs out by itself in seconds. That this is so has a test of its own; here it would cost hours. */
async function expireLease({ admin, database }: CrashPlace): Promise<void> {
  const expire = `UPDATE ${database}_meta.lease SET expires_at = UTC_TIMESTAMP(6)`;
  await admin?.query(expire).catch((thrown: { errno?: number }) => {
    if (!NOT_THERE.has(thrown.errno ?? 0)) throw thrown;
  });
}

interface LogLine {
  readonly type?: string;
  readonly title?: string;
}

/** The directories of the runs that have said something. */
function runsOf({ directory }: CrashPlace): string[] {
  const runs = join(directory, '.aether', 'runs');
  return existsSync(runs) ? readdirSync(runs).map((name) => join(runs, name)) : [];
}

/** What a run was at, as its log tells: `load`, `check`, `upsert`, `0011_orders.sql`. */
function phaseOf(run: string): string {
  const log = join(run, 'log.ndjson');
  // Killed at its very start, it has no log yet; at any moment, the last line may be half of one.
  const lines = existsSync(log) ? readFileSync(log, 'utf8').split('\n').slice(0, -1) : [];
  const started = lines
    .map((line) => JSON.parse(line) as LogLine)
    .findLast(({ type }) => type === 'step_started');
  return started?.title?.split(' ')[0] ?? 'start';
}
