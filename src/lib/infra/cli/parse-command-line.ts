import { AetherError } from '../../core/errors.ts';
import { didYouMean } from '../../core/suggest.ts';
import { commandWords } from './command-words.ts';
import { GLOBAL_OPTIONS, spellOutJson } from './global-options.ts';
import { loadCommand, type NamedCommand } from './load-command.ts';
import { type Invocation, parseOptions } from './parse-options.ts';
import type { CommandTable } from './table/command-table.ts';
import { readCommandTable } from './table/read-command-table.ts';

/**
 * The command that a line names, not yet parsed.
 * @throws USAGE if there is none of this name, or no name
 */
export async function findCommand(directory: URL, argv: readonly string[]): Promise<NamedCommand> {
  const { words } = commandWords(argv);
  const found = await loadCommand(directory, words);
  if (found !== undefined) return found;
  const unknown = words[0] === 'help' ? words.slice(1) : words;
  const table = await readCommandTable(directory);
  refuseUnknownGlobal(argv, words);
  throw unknownCommand(unknown, table);
}

/** @throws USAGE */
export function parseCommandLine({ command, wordCount }: NamedCommand, argv: readonly string[]): Invocation {
  const named = new Set(commandWords(argv).places.slice(0, wordCount));
  return parseOptions(command, spellOutJson(argv.filter((_, place) => !named.has(place))));
}

/** An option before the command that nobody knows: what follows it may be its value or the command. */
function refuseUnknownGlobal(argv: readonly string[], words: readonly string[]): void {
  if (words.length > 0) return;
  const globals = Object.values(GLOBAL_OPTIONS).map(({ flags }) => flags.split(' ')[0] ?? '');
  const known = [...globals, '-h', '--help', '--version'];
  const flag = argv
    .map((word) => word.split('=')[0] ?? '')
    .find((word) => word.startsWith('-') && !known.includes(word));
  if (flag === undefined) return;
  throw new AetherError('USAGE', `unknown option ${flag}${didYouMean(flag, known)}`, {
    hint: 'options of a command come after it: aether --help',
  });
}

/** The words that may follow these. */
export function verbsBelow(words: readonly string[], { commands }: CommandTable): string[] {
  const below = commands.filter((command) => words.every((word, index) => command.words[index] === word));
  return [...new Set(below.flatMap((command) => command.words.slice(words.length, words.length + 1)))];
}

function unknownCommand(words: readonly string[], table: CommandTable): AetherError {
  const [noun = '', verb] = words;
  const verbs = noun === '' ? [] : verbsBelow([noun], table);
  const help = ['aether', ...(verbs.length === 0 ? [] : [noun]), '--help'].join(' ');
  if (noun === '' || (verbs.length > 0 && verb === undefined))
    return new AetherError('USAGE', 'no command given', { hint: help });
  if (verb === undefined || verbs.length === 0)
    return new AetherError('USAGE', `unknown command "${noun}"${didYouMean(noun, verbsBelow([], table))}`, {
      hint: help,
    });
  return new AetherError('USAGE', `unknown command "${noun} ${verb}"${didYouMean(verb, verbs)}`, {
    hint: `${noun} takes ${verbs.join(', ')}: ${help}`,
  });
}
