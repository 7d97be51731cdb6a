import { AetherError } from '../../core/errors.ts';
import type { Context } from '../../infra/context.ts';
import { describeEnd, succeeded } from '../../infra/ssh/command/outcome.ts';
import { unitName } from '../../infra/ssh/detached/unit-name.ts';
import type { SshHost } from '../../infra/ssh/host.ts';
import { parseMark, SEGMENT_COMMAND, segmentScript, type HostStep } from './segment-script.ts';

export interface TitledStep extends HostStep {
  readonly id: string;
  readonly title: string;
}

/**
 * Runs steps on a host in one transient unit, which goes on if the link breaks or aether is killed. Emits the events of
 * each. Throws PROVISION_FAILED, with what the step wrote, at the first that fails.
 */
export async function runSegment(
  context: Pick<Context, 'emit' | 'clock' | 'runId'>,
  host: Pick<SshHost, 'name' | 'units'>,
  steps: readonly TitledStep[],
): Promise<void> {
  const unit = unitName(context.runId, `${steps[0]?.name ?? 'none'}.${context.clock.now().getTime()}`);
  const progress = progressOf(context, host.name, steps);
  let errors = '';
  await host.units.start(unit, { argv: SEGMENT_COMMAND, stdin: segmentScript(context.runId, steps) });
  const end = await host.units.follow(unit, {
    onStdout: (chunk) => progress.read(chunk.toString('utf8')),
    onStderr: (chunk) => {
      errors = (errors + chunk.toString('utf8')).slice(-4000);
    },
  });
  const open = progress.close(succeeded(end) ? 'done' : end.outcome === 'unknown' ? 'unknown' : 'failed');
  if (succeeded(end)) {
    await host.units.forget(unit);
    return;
  }
  const what = open?.title ?? 'the steps of the host';
  if (end.outcome === 'unknown') {
    throw new AetherError('SSH_OUTCOME_UNKNOWN', `${host.name}: ${what}: ${describeEnd(end)}`);
  }
  throw new AetherError(
    'PROVISION_FAILED',
    `${host.name}: ${what} failed (${describeEnd(end)})\n${lastLines(errors)}`,
    {
      hint: 'correct what the message names on the host, then run the same command again: it continues there',
      details: { host: host.name, step: open?.name ?? null, unit },
    },
  );
}

function lastLines(text: string): string {
  return text.trimEnd().split('\n').slice(-12).join('\n');
}

/** Turns the marks in a unit's output into events. */
function progressOf(context: Pick<Context, 'emit' | 'clock'>, host: string, steps: readonly TitledStep[]) {
  let rest = '';
  let open: { readonly step: TitledStep; readonly at: number } | undefined;
  let failed: TitledStep | undefined;
  const finish = (outcome: 'done' | 'failed' | 'unknown') => {
    if (open === undefined) return;
    const elapsed = context.clock.seconds() - open.at;
    context.emit({ type: 'step_finished', step: open.step.id, host, outcome, elapsed_seconds: elapsed });
    if (outcome !== 'done') failed = open.step;
    open = undefined;
  };
  const take = (line: string) => {
    const mark = parseMark(line);
    const step = steps.find(({ name }) => name === mark?.step);
    if (mark === undefined || step === undefined) return;
    if (mark.exitCode !== undefined) return finish(mark.exitCode === 0 ? 'done' : 'failed');
    open = { step, at: context.clock.seconds() };
    context.emit({ type: 'step_started', step: step.id, host, title: step.title });
  };
  return {
    read: (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) take(line);
    },
    /** Ends the step that is still open; returns the one that did not succeed. */
    close: (outcome: 'done' | 'failed' | 'unknown') => {
      finish(outcome);
      return failed;
    },
  };
}
