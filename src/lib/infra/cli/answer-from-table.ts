import { styleText } from 'node:util';
import { commandFile } from './command-file.ts';
import { commandWords } from './command-words.ts';
import { wantsJson } from './global-options.ts';
import { asksForHelp, findTopic } from './help/find-topic.ts';
import type { HelpView } from './help/help-page.ts';
import { ownWords } from './own-words.ts';
import type { CommandTable } from './table/command-table.ts';

/** What needs no command to be loaded. */
export interface Answer {
  readonly text: string;
  /** 64 if help is the answer to a line that names no command. */
  readonly exitCode: 0 | 64;
}

export interface AnswerView {
  /** Of the terminal; undefined if stdout is not one. */
  readonly columns: number | undefined;
  readonly color: 0 | 1;
  /** Read only if completion needs it. */
  readonly cwd: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

const PIPE_COLUMNS = 100;
/** Longer lines are hard to read. */
const COLUMNS_MAX = 120;
/** The word before what is typed, in the scripts of `aether completion`. */
const COMPLETE = '__complete';

/**
 * The answer to `--version`, help and completion, from the table of commands alone: what each costs does not grow with
 * the commands (bench/startup.mjs).
 * @param directory of the commands
 * @returns undefined if the line has to be parsed
 */
export async function answerFromTable(
  argv: readonly string[],
  directory: URL,
  view: AnswerView,
): Promise<Answer | undefined> {
  if (argv[0] === COMPLETE) return { text: await complete(argv.slice(1), directory, view), exitCode: 0 };
  const { words } = commandWords(argv);
  if (words.length === 0 && ownWords(argv).includes('--version')) {
    const { ownVersion } = await import('./own-version.ts');
    return { text: `${ownVersion()}\n`, exitCode: 0 };
  }
  const isHelp = asksForHelp(argv);
  if (!isHelp && !mayBeNoun(words, directory, argv)) return undefined;
  const table = await readTable(directory);
  const topic = findTopic(argv, table);
  if (topic === undefined) return undefined;
  const { renderHelp } = await import('./help/render-help.ts');
  return { text: renderHelp(topic, table, helpView(view)), exitCode: isHelp ? 0 : 64 };
}

/** `aether sandbox`: for people, help is the best answer. */
function mayBeNoun(words: readonly string[], directory: URL, argv: readonly string[]): boolean {
  return words.length === 1 && commandFile(directory, words) === undefined && !wantsJson(argv);
}

async function complete(words: readonly string[], directory: URL, view: AnswerView): Promise<string> {
  const { completeWords } = await import('./completion/complete-words.ts');
  return completeWords(words, await readTable(directory), view);
}

async function readTable(directory: URL): Promise<CommandTable> {
  const { readCommandTable } = await import('./table/read-command-table.ts');
  return readCommandTable(directory);
}

function helpView({ columns, color }: AnswerView): HelpView {
  const strong = (text: string) => (color === 0 ? text : styleText('bold', text));
  return { width: Math.min(columns ?? PIPE_COLUMNS, COLUMNS_MAX), strong };
}
