import { AetherError } from '../../../core/errors.ts';
import { quoteArgument, quoteCommand } from './quote.ts';

/** What every remote command gets: the login shell's rc files must not decide what is found and in which language. */
const BASE_ENVIRONMENT = {
  LC_ALL: 'C.UTF-8',
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
};

const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** `NAME=value` words, quoted, of the base environment and the given one. */
export function assignments(env: Readonly<Record<string, string>> = {}): string[] {
  return Object.entries({ ...BASE_ENVIRONMENT, ...env }).map(([name, value]) => {
    if (!VARIABLE_NAME.test(name))
      throw new AetherError('BUG', `"${name}" is not a valid name of a variable`);
    return `${name}=${quoteArgument(value)}`;
  });
}

/**
 * Comes before every command: the mark ends what the shell's rc files have printed, and `$$` is the process group
 * of the command, for sshd gives each session one of its own.
 */
export function announcement(mark: string): string {
  return `echo ${mark}$$; echo ${mark} >&2`;
}

/** The line for the user's login shell, which must be a POSIX one: the command replaces it. */
export function plainCommand(
  argv: readonly string[],
  env: Readonly<Record<string, string>> | undefined,
): string {
  return `export ${assignments(env).join(' ')}; exec ${quoteCommand(argv)}`;
}

/** The same through sudo for a user who needs no password. sudo clears the environment, so `env` sets it after it. */
export function sudoCommand(
  argv: readonly string[],
  env: Readonly<Record<string, string>> | undefined,
): string {
  return `exec sudo -n -H -- /usr/bin/env ${assignments(env).join(' ')} ${quoteCommand(argv)}`;
}

/**
 * Says that it was reached, waits for the answer, then becomes the command. Lines before the answer are left over
 * from the password. Without the answer the input broke off: the command must not run.
 */
const GATE = [
  'mark=$1; shift',
  'echo "$mark"; echo "$mark" >&2',
  'while IFS= read -r line || exit 125; do [ "$line" = "$mark" ] && break; done',
  'exec "$@"',
].join('\n');

/**
 * Through sudo for a user who has to give a password on stdin. `-k` makes sudo ask even where it asked not long ago.
 * The mark tells when sudo has let the command in: sudo-rs reads ahead, and would swallow input sent before that.
 * Neither prompts nor messages are looked at: they differ between sudo and sudo-rs.
 */
export function sudoPasswordCommand(
  argv: readonly string[],
  env: Readonly<Record<string, string>> | undefined,
  mark: string,
): string {
  const gate = quoteCommand(['/bin/sh', '-c', GATE, 'sh', mark]);
  return `exec sudo -k -S -H -p '' -- /usr/bin/env ${assignments(env).join(' ')} ${gate} ${quoteCommand(argv)}`;
}
