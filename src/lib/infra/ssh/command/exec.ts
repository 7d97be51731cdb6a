import type { Readable } from 'node:stream';
import { AetherError } from '../../../core/errors.ts';
import type { Link } from '../link.ts';
import { plainCommand, sudoCommand } from './command-line.ts';
import { type CommandResult, commandError, succeeded } from './outcome.ts';
import { createOutputBuffer, type OutputSink } from './output.ts';
import { choosePrivilege, type Privilege, PRIVILEGE_PROBE } from './privilege.ts';
import { runSession, type SessionIo } from './run-session.ts';
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
   * Ends the session, with SIGTERM for the command; the promise rejects with its reason. A command under sudo goes
   * on by itself: what has to be stopped runs as a unit.
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
  const io: SessionIo = {
    stdin: typeof options.stdin === 'string' ? Buffer.from(options.stdin) : options.stdin,
    onStdout: options.onStdout ?? stdout.sink,
    onStderr: options.onStderr ?? stderr.sink,
    signal:
      options.signal === undefined ? settings.signal : AbortSignal.any([settings.signal, options.signal]),
  };
  const { cut, ...end } =
    privilege.by === 'sudo-password'
      ? await runSudoSession(settings.linkTo, { argv, env: options.env, password: privilege.password }, io)
      : await runSession(settings.linkTo, commandLine(argv, options, privilege.by), io);
  return {
    ...end,
    stdout: stdout.bytes().toString('utf8'),
    stderr: stderr.bytes().toString('utf8'),
    truncated: cut || stdout.overflowed() || stderr.overflowed(),
  };
}

function commandLine(argv: Argv, options: ExecOptions, by: 'login' | 'sudo'): string {
  const line = by === 'sudo' ? sudoCommand(argv, options.env) : plainCommand(argv, options.env);
  // A session whose stdin was ended can no longer be signalled, so an empty one stays open and is not read.
  return options.stdin === undefined ? `${line} </dev/null` : line;
}
