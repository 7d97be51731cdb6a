import { AetherError } from '../../../core/errors.ts';
import type { Context } from '../../context.ts';
import { describeEnd, succeeded } from '../command/outcome.ts';
import type { SshHost } from '../host.ts';
import { unitName } from './unit-name.ts';

export interface DetachedScript {
  /** Names the unit: lower-case letters and dashes. */
  readonly name: string;
  /** What it does, in words that follow the name of the host: `starting the server`. */
  readonly what: string;
  readonly script: string;
}

/** The command of the unit: the script comes by stdin, which root alone can read, and is in no argument. */
const COMMAND = ['/bin/sh', '-c', 'script=$(cat) && eval "$script"'] as const;

/**
 * Runs a shell script as root that goes on if the link breaks or aether is killed; meanwhile the lock of the host counts
 * as held. Throws SSH_OUTCOME_UNKNOWN, or SSH_COMMAND_FAILED with the last lines that it wrote.
 */
export async function runDetached(
  context: Pick<Context, 'clock' | 'runId'>,
  host: Pick<SshHost, 'name' | 'units'>,
  { name, what, script }: DetachedScript,
): Promise<void> {
  const unit = unitName(context.runId, `${name}.${context.clock.now().getTime()}`);
  let said = '';
  const keep = (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-4000);
  };
  await host.units.start(unit, { argv: COMMAND, stdin: `set -eu\n${script}` });
  const end = await host.units.follow(unit, { onStdout: keep, onStderr: keep });
  if (succeeded(end)) return host.units.forget(unit);
  const code = end.outcome === 'unknown' ? 'SSH_OUTCOME_UNKNOWN' : 'SSH_COMMAND_FAILED';
  const lines = said.trimEnd().split('\n').slice(-12).join('\n');
  throw new AetherError(
    code,
    `${host.name}: ${what}: ${describeEnd(end)}${lines === '' ? '' : `\n${lines}`}`,
    {
      details: { host: host.name, unit },
    },
  );
}
