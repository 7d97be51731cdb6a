import type { ArgumentSpec, Completion, NounSpec, OptionSpec, ValueKind } from '../../../core/command.ts';
import { listModules, loadModules } from '../../load-modules.ts';
import { type Command, loadCommands } from '../load-command.ts';
import { GLOBAL_OPTIONS } from '../global-options.ts';
import { ownVersion } from '../own-version.ts';
import { VARIABLES } from '../variables.ts';
import type { ArgumentEntry, CommandEntry, CommandTable, OptionEntry } from './command-table.ts';

/**
 * Loads every command to describe it. The build does so once (scripts/write-command-table.mjs).
 * @param directory of the commands, with `nouns` beside it
 */
export async function describeCommands(directory: URL): Promise<CommandTable> {
  const nouns = await listModules(new URL('../nouns/', directory));
  return {
    version: ownVersion(),
    commands: await Promise.all((await loadCommands(directory)).map(describeCommand)),
    nouns: await loadModules<NounSpec>(nouns, 'noun'),
    globals: await Promise.all(Object.values(GLOBAL_OPTIONS).map(describeOption)),
    variables: VARIABLES,
  };
}

async function describeCommand(command: Command): Promise<CommandEntry> {
  const { words, group, summary, examples, effects, answerNo } = command;
  return {
    words,
    group,
    summary,
    arguments: await Promise.all((command.arguments ?? []).map(describeArgument)),
    options: await Promise.all(Object.values(command.options).map(describeOption)),
    examples,
    effects,
    sections: (await command.helpSections?.()) ?? [],
    ...(answerNo === undefined ? {} : { answerNo }),
  };
}

async function describeArgument({ completes, ...rest }: ArgumentSpec): Promise<ArgumentEntry> {
  return { ...rest, ...(await completion(completes, rest.name)) };
}

async function describeOption({ completes, ...spec }: OptionSpec<unknown>): Promise<OptionEntry> {
  const { flags, description, choices, variable, fallback } = spec;
  return {
    flags,
    description,
    ...(choices === undefined ? {} : { choices }),
    ...(variable === undefined ? {} : { variable }),
    ...(typeof fallback === 'string' || typeof fallback === 'number' ? { fallback: String(fallback) } : {}),
    ...(await completion(completes, flags)),
  };
}

/** What a placeholder says of its value: `<file>`, `[run]`. */
const KINDS: Readonly<Record<string, ValueKind>> = {
  'file|name': 'environment',
  source: 'source',
  host: 'host',
  hosts: 'host',
  run: 'run',
  file: 'file',
  path: 'file',
  yaml: 'file',
  dir: 'directory',
};

async function completion(
  completes: Completion | undefined,
  name: string,
): Promise<Pick<OptionEntry, 'completes'>> {
  if (completes !== undefined) return { completes: await completes() };
  const kind = KINDS[/[<[]([^>\]]+)[>\]]/.exec(name)?.[1] ?? ''];
  return kind === undefined ? {} : { completes: kind };
}
