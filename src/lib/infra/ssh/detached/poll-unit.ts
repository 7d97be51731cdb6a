import { AetherError } from '../../../core/errors.ts';
import { commandError, succeeded } from '../command/outcome.ts';
import { createOutputBuffer } from '../command/output.ts';
import { POLL_SCRIPT } from './unit-scripts.ts';
import { parseUnitState, type UnitState } from './unit-state.ts';
import type { UnitHost } from './unit-host.ts';

/** How many bytes of each output are already known. */
export interface UnitOffsets {
  readonly stdout: number;
  readonly stderr: number;
}

export interface PollOptions {
  /** From where on the outputs are wanted; from the beginning by default. */
  readonly from?: UnitOffsets;
  /** How long the host waits for more output or the end before it answers; not at all by default. */
  readonly waitSeconds?: number;
  readonly signal?: AbortSignal;
}

export interface UnitPoll {
  readonly state: UnitState;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** There may be more output than was fetched: poll again from where it ends. */
  readonly more: boolean;
}

/** Each poll fetches at most this much of each output. */
const POLL_BYTES = 1024 * 1024;
const STATE_LINE_BYTES = 200;

/** Asks for a unit's state and for its output from the offsets on. It changes nothing, so it can be repeated. */
export async function pollUnit(
  host: UnitHost,
  unit: string,
  { from = { stdout: 0, stderr: 0 }, waitSeconds = 0, signal = host.signal }: PollOptions = {},
): Promise<UnitPoll> {
  const stdout = createOutputBuffer(POLL_BYTES + STATE_LINE_BYTES);
  const stderr = createOutputBuffer(POLL_BYTES);
  const numbers = [from.stdout, from.stderr, POLL_BYTES, Math.round(waitSeconds * 10)];
  const words = [unit, ...numbers.map(String)];
  const result = await host.exec(['/bin/sh', '-c', POLL_SCRIPT, 'sh', ...words], {
    asRoot: true,
    signal,
    onStdout: stdout.sink,
    onStderr: stderr.sink,
  });
  if (!succeeded(result)) {
    throw commandError(host.name, `looking at ${unit}`, {
      ...result,
      stderr: stderr.bytes().toString('utf8'),
    });
  }
  const said = stdout.bytes();
  const lineEnd = said.indexOf('\n');
  const state = parseUnitState(said.toString('latin1', 0, lineEnd));
  if (state === undefined || result.truncated) {
    throw new AetherError(
      'SSH_OUTCOME_UNKNOWN',
      `${host.name}: looking at ${unit}: the answer is not complete`,
    );
  }
  const output = { stdout: said.subarray(lineEnd + 1), stderr: stderr.bytes() };
  return {
    state,
    ...output,
    more: output.stdout.length === POLL_BYTES || output.stderr.length === POLL_BYTES,
  };
}
