import { AetherError } from '../../../core/errors.ts';

/** Texts of these characters alone mean themselves to every shell, at the start of a word too. */
const PLAIN = /^[A-Za-z0-9_./:@%+,-]+$/;

/**
 * One argument as a word of a POSIX shell (sh, bash, dash, zsh). The only place where a text becomes part of a
 * command line. A NUL byte cannot be in an argument at all.
 */
export function quoteArgument(argument: string): string {
  if (argument.includes('\0'))
    throw new AetherError('BUG', 'an argument of a remote command has a NUL byte in it');
  return PLAIN.test(argument) ? argument : `'${argument.replaceAll("'", String.raw`'\''`)}'`;
}

/** A whole command: `quoteCommand(['echo', 'a b'])` is `echo 'a b'`. */
export function quoteCommand(argv: readonly string[]): string {
  return argv.map((argument) => quoteArgument(argument)).join(' ');
}
