import type {
  ArgumentEntry,
  CommandEntry,
  CommandTable,
  OptionEntry,
  ValueEntry,
} from '../table/command-table.ts';

/** What may be typed where the cursor is. */
export interface TypedLine {
  /** Words that go on with a command: nouns, verbs. */
  readonly words: readonly (readonly [word: string, meaning: string])[];
  /** Options that are not given yet. */
  readonly options: readonly OptionEntry[];
  /** The value that is being typed, of an argument or of an option. */
  readonly value: ValueEntry | undefined;
  /** What is before the value in the word at the cursor: `--json=`, or the names before it in a list. */
  readonly before: string;
  readonly current: string;
}

/**
 * Reads a line that is not finished.
 * @param typed the words after `aether`, the one at the cursor last, as far as it is typed
 */
export function readLine(typed: readonly string[], table: CommandTable): TypedLine {
  const current = typed.at(-1) ?? '';
  const read = readWords(typed.slice(0, -1), table);
  const options = [...(read.command?.options ?? []), ...table.globals];
  const nothing = { words: [], options: [], value: undefined, before: '', current };
  if (read.isEnded) return nothing;
  if (read.awaiting !== undefined) return { ...nothing, ...inList(read.awaiting, current) };
  const equals = /^(--[a-z-]+=)(.*)$/s.exec(current);
  if (equals !== null) {
    const [, before = '', value = ''] = equals;
    const option = options.find(({ flags }) => namesOf(flags).includes(before.slice(0, -1)));
    const list = inList(option, value);
    return { ...nothing, ...list, before: before + list.before };
  }
  if (current.startsWith('-'))
    return {
      ...nothing,
      options: options.filter(({ flags }) => !namesOf(flags).some((name) => read.given.has(name))),
    };
  return { ...nothing, words: wordsAfter(read.words, table), value: argumentAt(read) };
}

interface ReadWords {
  readonly words: readonly string[];
  readonly command: CommandEntry | undefined;
  readonly given: ReadonlySet<string>;
  /** The option whose value comes next. */
  readonly awaiting: OptionEntry | undefined;
  /** `--` was typed: what comes is for another program. */
  readonly isEnded: boolean;
}

function readWords(typed: readonly string[], table: CommandTable): ReadWords {
  const words: string[] = [];
  const given = new Set<string>();
  let awaiting: OptionEntry | undefined;
  for (const word of typed) {
    if (awaiting !== undefined) awaiting = undefined;
    else if (word === '--')
      return { words, command: commandOf(words, table), given, awaiting, isEnded: true };
    else if (word.startsWith('-')) {
      given.add(word.split('=')[0] ?? '');
      const options = [...(commandOf(words, table)?.options ?? []), ...table.globals];
      const option = options.find(({ flags }) => namesOf(flags).includes(word));
      if (option !== undefined && takesWord(option)) awaiting = option;
    } else words.push(word);
  }
  return { words, command: commandOf(words, table), given, awaiting, isEnded: false };
}

/** The longest name that the words begin with. */
function commandOf(words: readonly string[], { commands }: CommandTable): CommandEntry | undefined {
  return commands
    .filter((command) => command.words.every((word, index) => words[index] === word))
    .toSorted((left, right) => right.words.length - left.words.length)[0];
}

/** `--k`, `-k` of `-k, --k <n>`. */
function namesOf(flags: string): string[] {
  return flags.split(/,? /).filter((part) => part.startsWith('-'));
}

/** `--json` takes its value after `=` only. */
function takesWord({ flags }: OptionEntry): boolean {
  return flags.includes('<') && !flags.startsWith('--json');
}

function wordsAfter(words: readonly string[], { commands, nouns }: CommandTable): [string, string][] {
  const below = commands.filter(
    (command) =>
      command.words.length > words.length && words.every((word, index) => command.words[index] === word),
  );
  const next = [...new Set(below.map((command) => command.words[words.length] ?? ''))];
  return next.map((word) => {
    const whole = [...words, word].join(' ');
    const named = below.find((command) => command.words.join(' ') === whole)?.summary;
    return [word, named ?? nouns.find((noun) => noun.word === word)?.summary ?? ''];
  });
}

function argumentAt({ command, words }: ReadWords): ArgumentEntry | undefined {
  if (command === undefined) return undefined;
  const place = words.length - command.words.length;
  return command.arguments[place] ?? command.arguments.findLast(({ name }) => name.includes('...'));
}

/** `--faults crash,ha`: the name after the last comma is being typed. */
function inList(value: OptionEntry | undefined, typed: string): Pick<TypedLine, 'value' | 'before'> {
  const isList = value !== undefined && /<(list|names|hosts)>/.test(value.flags);
  return { value, before: isList ? typed.slice(0, typed.lastIndexOf(',') + 1) : '' };
}
