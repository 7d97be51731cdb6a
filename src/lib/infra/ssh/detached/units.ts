import { createHash } from 'node:crypto';
import { AetherError } from '../../../core/errors.ts';
import { plainCommand } from '../command/command-line.ts';
import type { Argv } from '../command/exec.ts';
import { commandError, type CommandEnd, succeeded } from '../command/outcome.ts';
import { followUnit, type FollowOptions } from './follow-unit.ts';
import { pollUnit, type PollOptions, type UnitPoll } from './poll-unit.ts';
import type { UnitHost } from './unit-host.ts';
import { FORGET_SCRIPT, START_SCRIPT, STDIN_NOT_WHOLE } from './unit-scripts.ts';

export interface UnitCommand {
  readonly argv: Argv;
  readonly env?: Readonly<Record<string, string>>;
  /** Kept on the host, readable by root alone, until the command ends. */
  readonly stdin?: string | Buffer;
}

/**
 * Commands that outlive the link, as transient systemd units of root on one host. A unit's name says which work it
 * is: the same name, started again from anywhere, is the same work and not a second one.
 */
export interface Units {
  /** `already` where a unit of this name was started before, whatever became of it since. */
  start(unit: string, command: UnitCommand): Promise<'started' | 'already'>;
  /** Where it stands, and its output. */
  poll(unit: string, options?: PollOptions): Promise<UnitPoll>;
  /** Waits for its end, over lost links, and passes its output on. */
  follow(unit: string, options?: FollowOptions): Promise<CommandEnd>;
  /** SIGTERM for the command, SIGKILL for what it leaves behind; returns when all have ended. */
  stop(unit: string, options?: { readonly signal?: AbortSignal }): Promise<void>;
  /** Removes the record of a unit that has ended, so that its name can be started again. */
  forget(unit: string): Promise<void>;
}

/** The detached commands of a host. */
export function createUnits(host: UnitHost): Units {
  const script = async (what: string, text: string, words: readonly string[], stdin?: string | Buffer) => {
    const input = stdin === undefined ? {} : { stdin };
    const result = await host.exec(['/bin/sh', '-c', text, 'sh', ...words], { asRoot: true, ...input });
    if (succeeded(result)) return result.stdout.trim();
    if (result.outcome === 'exited' && result.code === STDIN_NOT_WHOLE) {
      throw new AetherError('SSH_OUTCOME_UNKNOWN', `${host.name}: ${what}: its input did not arrive whole`);
    }
    throw commandError(host.name, what, result);
  };
  return {
    start: async (unit, command) => {
      const stdin = command.stdin ?? '';
      const checksum = createHash('sha256').update(stdin).digest('hex');
      const words = [unit, checksum, plainCommand(command.argv, command.env)];
      const said = await script(`starting ${unit}`, START_SCRIPT, words, stdin);
      return said === 'already' ? 'already' : 'started';
    },
    poll: async (unit, options) => pollUnit(host, unit, options),
    follow: async (unit, options) => followUnit(host, unit, options),
    stop: async (unit, { signal = host.signal } = {}) => {
      const result = await host.exec(['systemctl', 'stop', '--', `${unit}.service`], {
        asRoot: true,
        signal,
      });
      const { state } = await pollUnit(host, unit, { signal });
      if (state.state === 'running') throw commandError(host.name, `stopping ${unit}`, result);
    },
    forget: async (unit) => {
      await script(`forgetting ${unit}`, FORGET_SCRIPT, [unit]);
    },
  };
}
