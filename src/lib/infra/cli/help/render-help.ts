import { COMMAND_GROUPS, type Example } from '../../../core/command.ts';
import type { CommandEntry, CommandTable, OptionEntry } from '../table/command-table.ts';
import type { HelpTopic } from './find-topic.ts';
import { type HelpBlock, type HelpView, renderBlocks, wrap } from './help-page.ts';

export const ABOUT = 'One toolkit for the DBAs of an e-commerce platform on MariaDB Galera and MongoDB.';

/** The text of `--help`, within the width of the terminal. */
export function renderHelp(topic: HelpTopic, table: CommandTable, view: HelpView): string {
  if (topic.about === 'all') return page(ABOUT, listBlocks(table), view);
  if (topic.about === 'noun') return nounPage(topic.word, table, view);
  const { command } = topic;
  return page(`${command.summary}.`, commandBlocks(command, table), view);
}

function page(about: string, blocks: readonly HelpBlock[], view: HelpView): string {
  return `${wrap(about, view.width).join('\n')}\n\n${renderBlocks(blocks, view)}\n`;
}

function listBlocks(table: CommandTable): HelpBlock[] {
  const groups = COMMAND_GROUPS.map((group) => ({
    title: `${group}:`,
    rows: firstWords(table.commands.filter((command) => command.group === group)).map(
      (word) => [word, describeWord(word, table)] as const,
    ),
  }));
  return [
    { title: 'Usage:', lines: ['aether COMMAND [OPTIONS]', 'aether help COMMAND'] },
    ...groups.filter(({ rows }) => rows.length > 0),
    optionBlock('Global options:', [...table.globals, ...HELP_AND_VERSION]),
    { title: 'Environment variables:', rows: table.variables },
    {
      title: 'Start here:',
      lines: ['aether sandbox up', 'aether schema apply', 'aether ingest olist --from DIR'],
    },
  ];
}

const HELP_AND_VERSION: readonly OptionEntry[] = [
  { flags: '-h, --help', description: 'show help' },
  { flags: '--version', description: 'print the version' },
];

function firstWords(commands: readonly CommandEntry[]): string[] {
  return [...new Set(commands.map(({ words }) => words[0] ?? ''))];
}

/** A command's summary; for a noun its sentence, and the verbs it takes. */
function describeWord(word: string, { commands, nouns }: CommandTable): string {
  const summary =
    commands.find(({ words }) => words.length === 1 && words[0] === word)?.summary ??
    nouns.find((noun) => noun.word === word)?.summary ??
    '';
  const verbs = commands
    .filter(({ words }) => words[0] === word && words.length > 1)
    .map(({ words }) => words[1]);
  return verbs.length === 0 ? summary : `${summary} (${verbs.join(', ')})`;
}

function nounPage(word: string, table: CommandTable, view: HelpView): string {
  const noun = table.nouns.find((each) => each.word === word);
  const blocks = [
    { title: 'Usage:', lines: [`aether ${word} COMMAND [OPTIONS]`] },
    verbBlock(word, table),
    exampleBlock(noun?.examples ?? []),
    { title: 'More:', lines: [`aether ${word} COMMAND --help`] },
  ];
  return page(`${noun?.summary ?? word}.`, blocks.filter(isFilled), view);
}

function verbBlock(word: string, { commands }: CommandTable): HelpBlock {
  const below = commands.filter(({ words }) => words[0] === word && words.length > 1);
  return {
    title: 'Commands:',
    rows: below.map((command) => [command.words.slice(1).join(' '), command.summary] as const),
  };
}

function commandBlocks(command: CommandEntry, table: CommandTable): HelpBlock[] {
  const [word = ''] = command.words;
  const effects = Object.entries(command.effects).filter(([, what]) => what !== undefined);
  return [
    { title: 'Usage:', lines: [usageOf(command)] },
    {
      title: 'Arguments:',
      rows: command.arguments.map(
        (argument) =>
          [argument.name.replaceAll(/[<>[\]]/g, ''), withNotes(argument.description, argument)] as const,
      ),
    },
    optionBlock('Options:', command.options),
    ...(command.words.length === 1 ? [verbBlock(word, table)] : []),
    ...command.sections.map(({ title, rows }) => ({ title: `${title}:`, rows })),
    exampleBlock(command.examples),
    { title: 'Effects:', rows: effects as [string, string][] },
    { title: 'Exit codes:', rows: exitCodes(command) },
    optionBlock('Global options:', [...table.globals, ...HELP_AND_VERSION.slice(0, 1)]),
  ].filter(isFilled);
}

export function usageOf({ words, arguments: args, options }: CommandEntry): string {
  const some = options.length === 0 ? [] : ['[OPTIONS]'];
  return ['aether', ...words, ...args.map(({ name }) => name), ...some].join(' ');
}

function optionBlock(title: string, options: readonly OptionEntry[]): HelpBlock {
  return {
    title,
    rows: options.map((option) => [option.flags, withNotes(option.description, option)] as const),
  };
}

/** `(default: 2; AETHER_YES)`: what the description itself does not say. */
export function withNotes(description: string, { choices, ...rest }: Partial<OptionEntry>): string {
  const notes = [
    ...(choices === undefined || choices.some((choice) => description.includes(choice))
      ? []
      : [choices.join(', ')]),
    ...(rest.fallback === undefined || description.includes('(default') ? [] : [`default: ${rest.fallback}`]),
    ...(rest.variable === undefined ? [] : [`variable: ${rest.variable}`]),
  ];
  return notes.length === 0 ? description : `${description} (${notes.join('; ')})`;
}

function exampleBlock(examples: readonly Example[]): HelpBlock {
  return {
    title: 'Examples:',
    rows: examples.map(({ command, does }) => [command, does] as const),
    isStacked: true,
  };
}

/** What each exit code of a command means. */
export function exitCodes({ answerNo }: Pick<CommandEntry, 'answerNo'>): (readonly [string, string])[] {
  const no = answerNo === undefined ? [] : [['1', answerNo] as const];
  return [
    ['0', 'ok'],
    ...no,
    ['2', 'failed'],
    ['64', 'usage'],
    ['78', 'configuration'],
    ['130', 'interrupted'],
  ];
}

function isFilled({ rows = [], lines = [] }: HelpBlock): boolean {
  return rows.length + lines.length > 0;
}
