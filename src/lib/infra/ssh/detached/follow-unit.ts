import type { ErrorCode } from '../../../core/error-codes.ts';
import { AetherError } from '../../../core/errors.ts';
import type { CommandEnd } from '../command/outcome.ts';
import type { OutputSink } from '../command/output.ts';
import { pollUnit, type UnitOffsets, type UnitPoll } from './poll-unit.ts';
import type { UnitHost } from './unit-host.ts';

export interface FollowOptions {
  readonly onStdout?: OutputSink;
  readonly onStderr?: OutputSink;
  /** What of the output is already known, after a break. */
  readonly from?: UnitOffsets;
  /** Ends the waiting, not the command; takes the place of the run's own signal. */
  readonly signal?: AbortSignal;
  /** How long the host may be out of reach at a stretch; 10 minutes by default, for a machine that restarts. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 600_000;
/** The host answers as soon as there is something new, so that no time is lost between two questions. */
const WAIT_SECONDS = 2;
/** A unit that has written its end is gone a moment later. */
const PAUSE_MS = 50;
const PAUSE_WITHOUT_LINK_MS = 5000;

/** A link that broke, or a host that is not there for now: the unit goes on without us. */
const TRANSIENT: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'SSH_UNREACHABLE',
  'SSH_DROPPED',
  'SSH_OUTCOME_UNKNOWN',
]);

/**
 * Waits until a unit has ended and passes its output on, every byte once, also over links that break meanwhile.
 * Throws the last SSH error where the host stays out of reach longer than the patience.
 */
export async function followUnit(
  host: UnitHost,
  unit: string,
  options: FollowOptions = {},
): Promise<CommandEnd> {
  const { patienceMs = PATIENCE_MS, onStdout, onStderr, signal = host.signal } = options;
  let from = options.from ?? { stdout: 0, stderr: 0 };
  let waitSeconds = 0;
  for (;;) {
    const poll = await pollPatiently(host, unit, { from, waitSeconds, signal, patienceMs });
    from = { stdout: from.stdout + poll.stdout.length, stderr: from.stderr + poll.stderr.length };
    await onStdout?.(poll.stdout);
    await onStderr?.(poll.stderr);
    if (poll.more) continue;
    const end = endOf(poll, unit);
    if (end !== undefined) return end;
    await host.clock.sleep(PAUSE_MS, signal);
    waitSeconds = WAIT_SECONDS;
  }
}

function endOf({ state }: UnitPoll, unit: string): CommandEnd | undefined {
  if (state.state === 'absent') return { outcome: 'unknown', reason: `the host knows no unit ${unit}` };
  return state.state === 'ended' ? state.end : undefined;
}

interface PollRequest {
  readonly from: UnitOffsets;
  readonly waitSeconds: number;
  readonly signal: AbortSignal;
  readonly patienceMs: number;
}

async function pollPatiently(host: UnitHost, unit: string, request: PollRequest): Promise<UnitPoll> {
  const giveUpAt = host.clock.seconds() + request.patienceMs / 1000;
  for (;;) {
    try {
      return await pollUnit(host, unit, request);
    } catch (thrown) {
      const transient = thrown instanceof AetherError && TRANSIENT.has(thrown.code);
      if (!transient || host.clock.seconds() > giveUpAt) throw thrown;
      await host.clock.sleep(PAUSE_WITHOUT_LINK_MS, request.signal);
    }
  }
}
