import { Argument, Command as Commander, InvalidArgumentError, Option } from 'commander';
import type { OptionSpec, OptionTable } from '../../core/command.ts';
import type { Command } from './discover-commands.ts';
import { GLOBAL_OPTIONS, type GlobalOptions } from './global-options.ts';
import { helpText } from './help-text.ts';

/** A parsed command line: which command, with which values. */
export interface Invocation {
  readonly command: Command;
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly globals: GlobalOptions;
}

export interface ProgramOutput {
  readonly writeOut: (text: string) => void;
  readonly writeErr: (text: string) => void;
}

/** Builds commander's tree from the commands' data. Parsing throws CommanderError instead of ending the process. */
export function buildProgram(
  commands: readonly Command[],
  version: string,
  output: ProgramOutput,
  onInvocation: (invocation: Invocation) => void,
): Commander {
  const program = new Commander('aether')
    .description('One toolkit for the DBAs of an e-commerce platform on MariaDB Galera and MongoDB.')
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .exitOverride()
    .configureOutput({ ...output, outputError: (text, write) => write(text) })
    .showSuggestionAfterError(true)
    .addHelpText(
      'after',
      '\nStart here: aether sandbox up, aether schema apply, aether ingest olist --from DIR',
    );
  addGlobalOptions(program);
  // Shorter ones first: "ingest" must be there as a command before "ingest profile" goes below it.
  for (const command of commands.toSorted((left, right) => left.words.length - right.words.length)) {
    const parent = parentOf(program, command.words.slice(0, -1), command.group);
    addLeaf(parent, command, onInvocation);
  }
  describeParents(program);
  return program;
}

function parentOf(program: Commander, words: readonly string[], group: string): Commander {
  let parent = program;
  for (const word of words) {
    const known = parent.commands.find((child) => child.name() === word);
    parent = known ?? parent.command(word).copyInheritedSettings(program).helpGroup(`${group}:`);
  }
  return parent;
}

/** `sandbox   up | down | status`: the verbs are the best description of a noun that is no command itself. */
function describeParents(program: Commander): void {
  for (const child of program.commands.filter((command) => command.description() === '')) {
    const verbs = child.commands.map((verb) => verb.name()).filter((name) => name !== 'help');
    if (verbs.length > 0) child.description(verbs.join(' | '));
  }
}

function addLeaf(parent: Commander, command: Command, onInvocation: (invocation: Invocation) => void): void {
  const leaf = parent
    .command(command.words.at(-1) ?? '')
    .copyInheritedSettings(parent)
    .description(command.summary)
    .helpGroup(`${command.group}:`)
    .addHelpText('after', helpText(command));
  for (const argument of command.arguments ?? [])
    leaf.addArgument(new Argument(argument.name, argument.description));
  for (const spec of Object.values(command.options)) leaf.addOption(toOption(spec));
  addGlobalOptions(leaf);
  leaf.action(() => {
    const values = leaf.optsWithGlobals();
    onInvocation({
      command,
      args: leaf.args,
      options: pick(values, command.options),
      globals: pick(values, GLOBAL_OPTIONS) as unknown as GlobalOptions,
    });
  });
}

/** They may stand before the command's name and behind it. */
function addGlobalOptions(program: Commander): void {
  for (const spec of Object.values(GLOBAL_OPTIONS))
    program.addOption(toOption(spec).helpGroup('Global options:'));
}

function toOption(spec: OptionSpec<unknown>): Option {
  const option = new Option(spec.flags, spec.description);
  // commander would write "(default: false)" behind every switch; `pick` fills it in.
  if (spec.fallback !== undefined && spec.fallback !== false) option.default(spec.fallback);
  if (spec.choices !== undefined) option.choices([...spec.choices]);
  if (spec.variable !== undefined) option.env(spec.variable);
  if (spec.parse !== undefined) option.argParser(complaining(spec.parse));
  return option;
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
