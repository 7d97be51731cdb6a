import type { CommandEntry, CommandTable, OptionEntry } from '../table/command-table.ts';
import { ABOUT, exitCodes, usageOf, withNotes } from './render-help.ts';

type Rows = readonly (readonly [term: string, meaning: string])[];

/** The man page aether(1), in the macros of man(7). */
export function renderManPage(table: CommandTable): string {
  return [
    `.TH AETHER 1 "" "aether ${table.version}" "aether"`,
    '.SH NAME',
    `aether \\- ${escape(ABOUT.replace(/\.$/, '').replace(/^One/, 'one'))}`,
    '.SH SYNOPSIS',
    '.B aether',
    '.I COMMAND',
    '[\\fIOPTIONS\\fR]',
    '.SH COMMANDS',
    ...table.commands.flatMap(commandLines),
    '.SH GLOBAL OPTIONS',
    'They may be before a command and after it, and mean the same everywhere.',
    ...rowLines(optionRows(table.globals)),
    '.SH ENVIRONMENT',
    ...rowLines(table.variables),
    '.SH EXIT STATUS',
    'What 1 means is in the section of each command.',
    ...rowLines(exitCodes({ answerNo: 'it ran to its end, and the answer is no' })),
    '',
  ].join('\n');
}

function commandLines(command: CommandEntry): string[] {
  const answerNo: Rows = command.answerNo === undefined ? [] : [['Exit code 1', command.answerNo]];
  const arguments_ = command.arguments.map(({ name, description }) => [name, description] as const);
  return [
    `.SS ${escape(usageOf(command))}`,
    `${escape(command.summary)}.`,
    ...rowLines([...arguments_, ...optionRows(command.options), ...answerNo]),
    ...command.sections.flatMap(({ title, rows }) => ['.PP', `${escape(title)}:`, ...rowLines(rows)]),
    ...command.examples.flatMap((example) => [
      '.PP',
      `${escape(example.does)}:`,
      '.PP',
      '.RS 4',
      '.nf',
      escape(example.command),
      '.fi',
      '.RE',
    ]),
  ];
}

function optionRows(options: readonly OptionEntry[]): Rows {
  return options.map((option) => [option.flags, withNotes(option.description, option)] as const);
}

function rowLines(rows: Rows): string[] {
  return rows.flatMap(([term, meaning]) => ['.TP', `\\fB${escape(term)}\\fR`, escape(meaning)]);
}

/** A hyphen stays one that can be copied; a line that begins with a dot or a quote is not a request. */
function escape(text: string): string {
  return text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replace(/^[.']/, '\\&$&');
}
