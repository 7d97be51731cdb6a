import type { CommandEntry, CommandTable } from '../table/command-table.ts';
import { commandWords } from '../command-words.ts';
import { ownWords } from '../own-words.ts';

/** What a command line asks help about: all commands, those of a noun, or one. */
export type HelpTopic =
  | { readonly about: 'all' }
  | { readonly about: 'noun'; readonly word: string }
  | { readonly about: 'command'; readonly command: CommandEntry };

/** Whether a line asks for help: `aether`, `help …`, `… --help`. */
export function asksForHelp(argv: readonly string[]): boolean {
  if (argv.length === 0 || commandWords(argv).words[0] === 'help') return true;
  return ownWords(argv).some((word) => word === '-h' || word === '--help');
}

/** undefined if the words name no command: an error says so. */
export function findTopic(argv: readonly string[], table: CommandTable): HelpTopic | undefined {
  const { words } = commandWords(argv);
  return topicOf(words[0] === 'help' ? words.slice(1) : words, table);
}

function topicOf(words: readonly string[], { commands }: CommandTable): HelpTopic | undefined {
  const [word] = words;
  if (word === undefined) return { about: 'all' };
  const named = commands
    .filter((command) => command.words.every((part, index) => words[index] === part))
    .toSorted((left, right) => right.words.length - left.words.length);
  if (named[0] !== undefined) return { about: 'command', command: named[0] };
  const isNoun = words.length === 1 && commands.some((command) => command.words[0] === word);
  return isNoun ? { about: 'noun', word } : undefined;
}
