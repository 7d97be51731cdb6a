import { Argument, Command as Commander, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { OptionSpec, OptionTable } from '../../core/command.ts';
import { AetherError } from '../../core/errors.ts';
import { didYouMean } from '../../core/suggest.ts';
import { GLOBAL_OPTIONS, type GlobalOptions } from './global-options.ts';
import type { Command } from './load-command.ts';

/** A parsed command line: which command, with which values. */
export interface Invocation {
  readonly command: Command;
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly globals: GlobalOptions;
}

/**
 * Reads the arguments and options of one command.
 * @param argv what was typed, without the words of the command
 * @throws USAGE
 */
export function parseOptions(command: Command, argv: readonly string[]): Invocation {
  const name = ['aether', ...command.words].join(' ');
  const parser = new OptionParser(name)
    .exitOverride()
    .helpOption(false)
    .configureOutput({ writeErr: () => undefined });
  for (const argument of command.arguments ?? []) parser.addArgument(toArgument(argument));
  const specs = [...Object.values(command.options), ...Object.values(GLOBAL_OPTIONS)];
  for (const spec of specs) parser.addOption(toOption(spec));
  try {
    parser.parse([...argv], { from: 'user' });
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    throw new AetherError('USAGE', inOurWords(thrown.message), { hint: `${name} --help` });
  }
  const values: Readonly<Record<string, unknown>> = parser.opts();
  if (values['quiet'] === true && values['verbose'] === true)
    throw new AetherError('USAGE', '--quiet and --verbose exclude each other', { hint: `${name} --help` });
  return {
    command,
    args: parser.args,
    options: pick(values, command.options),
    globals: pick(values, GLOBAL_OPTIONS) as unknown as GlobalOptions,
  };
}

/** Commander's sentence, joined with the reason that a parser gave: `option '--limit <n>' argument '0': must be …`. */
function inOurWords(message: string): string {
  return message
    .replace(/^error: /, '')
    .replace(/^command-argument value ('.*') is invalid for argument '(.*?)'\. /s, '$2 $1: ')
    .replace(' is invalid. ', ': ');
}

class OptionParser extends Commander {
  /** Called by commander; its own suggestions come from words that have little in common. */
  unknownOption(flag: string): never {
    const known = this.options
      .flatMap(({ long, short }) => [long, short])
      .filter((name) => name !== undefined && name !== null);
    throw new AetherError('USAGE', `unknown option ${flag}${didYouMean(flag, known)}`, {
      hint: `${this.name()} --help`,
    });
  }
}

function toArgument({ name, description, choices }: NonNullable<Command['arguments']>[number]): Argument {
  const argument = new Argument(name, description);
  return choices === undefined ? argument : argument.argParser(complaining(oneOf(choices)));
}

function toOption(spec: OptionSpec<unknown>): Option {
  const option = new Option(spec.flags, spec.description);
  if (spec.fallback !== undefined && spec.fallback !== false) option.default(spec.fallback);
  if (spec.choices !== undefined) {
    option.choices([...spec.choices]);
    option.argParser(complaining(oneOf(spec.choices)));
  }
  if (spec.variable !== undefined) option.env(spec.variable);
  if (spec.parse !== undefined) option.argParser(complaining(spec.parse));
  return option;
}

/** Like commander's own parser of choices, with the word that was probably meant. */
function oneOf(choices: readonly string[]): (text: string) => string {
  return (text) => {
    if (choices.includes(text)) return text;
    throw new Error(`not one of ${choices.join(', ')}${didYouMean(text, choices)}`);
  };
}

/** What a parser throws becomes commander's own complaint, which names the option and ends as a usage error. */
function complaining<Value>(parse: (text: string) => Value): (text: string) => Value {
  return (text) => {
    try {
      return parse(text);
    } catch (thrown) {
      throw new InvalidArgumentError(thrown instanceof Error ? thrown.message : String(thrown));
    }
  };
}

/** The options that a table names, under the table's own keys. */
function pick(values: Readonly<Record<string, unknown>>, table: OptionTable): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(table).map(([key, spec]) => [
      key,
      values[new Option(spec.flags).attributeName()] ?? spec.fallback,
    ]),
  );
}
