import { Readable } from 'node:stream';
import { AetherError } from '../../../core/errors.ts';
import { deferred } from '../deferred.ts';
import type { Link } from '../link.ts';
import { sudoPasswordCommand } from './command-line.ts';
import { afterMark } from './output.ts';
import { newMark, runSession, type SessionIo } from './run-session.ts';
import type { SessionEnd } from './session-end.ts';

/** A command to run as root by a sudo that asks for a password. */
export interface SudoCommand {
  readonly host: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>> | undefined;
  readonly password: string;
}

/** A sudo that does not like the password waits for another one; PAM delays its answer by some seconds. */
const LET_IN_TIMEOUT_MS = 30_000;

/**
 * Runs a command behind sudo. It sends the password at once, and the rest of the input only after the command has
 * said that it was let in. Throws SSH_SUDO_REFUSED.
 */
export async function runSudoSession(
  linkTo: () => Promise<Link>,
  command: SudoCommand,
  io: SessionIo,
): Promise<SessionEnd> {
  const why = 'sudo no longer takes the password that it took before';
  const refused = new AetherError('SSH_SUDO_REFUSED', `${command.host}: ${why}`);
  const impatience = new AbortController();
  const timer = setTimeout(() => impatience.abort(refused), LET_IN_TIMEOUT_MS);
  const gate = closedGate(() => clearTimeout(timer));
  try {
    const end = await runSession(linkTo, sudoPasswordCommand(command.argv, command.env, gate.mark), {
      stdin: Readable.from(inputOf(command.password, gate, io.stdin), { objectMode: false }),
      onStdout: afterMark(gate.mark, io.onStdout, gate.open),
      onStderr: afterMark(gate.mark, io.onStderr, () => undefined),
      signal: AbortSignal.any([io.signal, impatience.signal]),
      // A sudo that let nothing in is stopped by the end of its input, not by another try with the password.
      terminate: async (group) => (gate.isOpen() ? io.terminate?.(group) : undefined),
    });
    if (end.outcome !== 'unknown' && !gate.isOpen()) throw refused;
    return end;
  } finally {
    clearTimeout(timer);
  }
}

/** Whether sudo takes the password. It is followed by the end of the input, so a wrong one fails once and not thrice. */
export async function sudoAdmits(
  linkTo: () => Promise<Link>,
  password: string,
  signal: AbortSignal,
): Promise<boolean> {
  const gate = closedGate(() => undefined);
  await runSession(linkTo, sudoPasswordCommand(['true'], undefined, gate.mark), {
    stdin: Buffer.from(`${password}\n`),
    onStdout: afterMark(gate.mark, () => undefined, gate.open),
    onStderr: () => undefined,
    signal,
    terminate: undefined,
  });
  return gate.isOpen();
}

/** A mark that nobody can guess, and whether the command after it has printed it. */
interface Gate {
  readonly mark: string;
  readonly opened: Promise<void>;
  readonly open: () => void;
  readonly isOpen: () => boolean;
}

function closedGate(onOpen: () => void): Gate {
  let isOpen = false;
  const opened = deferred<void>();
  const open = () => {
    isOpen = true;
    onOpen();
    opened.resolve();
  };
  return { mark: newMark(), opened: opened.promise, open, isOpen: () => isOpen };
}

async function* inputOf(password: string, gate: Gate, stdin: SessionIo['stdin']): AsyncGenerator<Buffer> {
  yield Buffer.from(`${password}\n`);
  await gate.opened;
  yield Buffer.from(`${gate.mark}\n`);
  if (stdin === undefined) return;
  if (Buffer.isBuffer(stdin)) yield stdin;
  else for await (const chunk of stdin) yield chunk as Buffer;
}
