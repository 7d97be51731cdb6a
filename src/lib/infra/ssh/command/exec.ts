import type { Readable } from 'node:stream';
import { AetherError } from '../../../core/errors.ts';
import type { Link } from '../link.ts';
import { plainCommand, sudoCommand } from './command-line.ts';
import { type CommandResult, commandError, succeeded } from './outcome.ts';
import { createOutputBuffer, type OutputSink } from './output.ts';
import { choosePrivilege, type Privilege, PRIVILEGE_PROBE } from './privilege.ts';
import { runSession, type SessionIo } from './run-session.ts';
import type { SessionEnd } from './session-end.ts';
import { runSudoSession, sudoAdmits } from './sudo-session.ts';

/** A command as words: no shell looks into them. */
export type Argv = readonly [string, ...string[]];

export interface ExecOptions {
  /** The place for secrets. Everything else that belongs to a command is visible in the host's process list. */
  readonly stdin?: string | Buffer | Readable;
  readonly env?: Readonly<Record<string, string>>;
  /** Runs as root: as the user itself where that is root, else through sudo. */
  readonly asRoot?: boolean;
  /**
   * Aborting it sends SIGTERM to the command and all that it started, and rejects with the signal's reason when
   * they have ended, two seconds later at the latest. It takes the place of the run's own signal: what has to be
   * done after the run was interrupted needs another one.
   */
  readonly signal?: AbortSignal;
  /** Takes the output as it comes; it is then not kept. */
  readonly onStdout?: OutputSink;
  readonly onStderr?: OutputSink;
  /** How many bytes of each output are kept; 1 MiB by default. */
  readonly maxOutputBytes?: number;
}

/** Runs one command to its end and tells how it ended. A command that fails is a result, not an error. */
export type Exec = (argv: Argv, options?: ExecOptions) => Promise<CommandResult>;

export interface ExecSettings {
  readonly host: string;
  readonly linkTo: () => Promise<Link>;
  readonly signal: AbortSignal;
  readonly sudoPassword: (() => Promise<string>) | undefined;
}

const MAX_OUTPUT_BYTES = 1024 * 1024;

/** Commands on one host. How root is reached there is found out once. */
export function createExec(settings: ExecSettings): Exec {
  let privilege: Promise<Privilege> | undefined;
  const findOnce = async (): Promise<Privilege> => {
    privilege ??= findPrivilege(settings);
    try {
      return await privilege;
    } catch (thrown) {
      // A refusal stands: asking with the same password again would lock the account. A lost link says nothing.
      if (!(thrown instanceof AetherError && thrown.code === 'SSH_SUDO_REFUSED')) privilege = undefined;
      throw thrown;
    }
  };
  return async (argv, options = {}) =>
    run(settings, argv, options, options.asRoot === true ? await findOnce() : { by: 'login' });
}

async function findPrivilege(settings: ExecSettings): Promise<Privilege> {
  const probe = await run(settings, PRIVILEGE_PROBE, {}, { by: 'login' });
  if (!succeeded(probe)) throw commandError(settings.host, 'finding out how to become root', probe);
  return choosePrivilege(probe.stdout.trim(), {
    host: settings.host,
    password: settings.sudoPassword,
    admits: async (password) => sudoAdmits(settings.linkTo, password, settings.signal),
  });
}

async function run(
  settings: ExecSettings,
  argv: Argv,
  options: ExecOptions,
  privilege: Privilege,
): Promise<CommandResult> {
  const maxBytes = options.maxOutputBytes ?? MAX_OUTPUT_BYTES;
  const stdout = createOutputBuffer(maxBytes);
  const stderr = createOutputBuffer(maxBytes);
  const { cut, ...end } = await runAs(privilege, settings, argv, {
    env: options.env,
    stdin: typeof options.stdin === 'string' ? Buffer.from(options.stdin) : options.stdin,
    onStdout: options.onStdout ?? stdout.sink,
    onStderr: options.onStderr ?? stderr.sink,
    signal: options.signal ?? settings.signal,
    terminate: async (group) => terminate(privilege, settings, group),
  });
  return {
    ...end,
    stdout: stdout.bytes().toString('utf8'),
    stderr: stderr.bytes().toString('utf8'),
    truncated: cut || stdout.overflowed() || stderr.overflowed(),
  };
}

type Io = SessionIo & { readonly env: ExecOptions['env'] };

async function runAs(
  privilege: Privilege,
  { host, linkTo }: ExecSettings,
  argv: Argv,
  io: Io,
): Promise<SessionEnd> {
  if (privilege.by === 'sudo-password') {
    return runSudoSession(linkTo, { host, argv, env: io.env, password: privilege.password }, io);
  }
  const line = privilege.by === 'sudo' ? sudoCommand(argv, io.env) : plainCommand(argv, io.env);
  return runSession(linkTo, io.stdin === undefined ? `${line} </dev/null` : line, io);
}

async function terminate(privilege: Privilege, settings: ExecSettings, group: string): Promise<unknown> {
  return runAs(privilege, settings, ['/bin/sh', '-c', 'kill -s TERM -- "-$1"', 'sh', group], {
    env: undefined,
    stdin: undefined,
    onStdout: () => undefined,
    onStderr: () => undefined,
    signal: new AbortController().signal,
    terminate: undefined,
    urgent: true,
  });
}
