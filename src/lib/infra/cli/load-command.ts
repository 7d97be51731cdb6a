import type { CommandSpec } from '../../core/command.ts';
import type { Context } from '../context.ts';
import { listModules, loadModules } from '../load-modules.ts';
import { commandFile } from './command-file.ts';

export type Command = CommandSpec<Context>;

/** A command that a line names, and how many of its words do. */
export interface NamedCommand {
  readonly command: Command;
  readonly wordCount: number;
}

/**
 * Loads the one command that the words name: a file of `src/commands` exports one `command` and is named after its
 * words, so that adding a command is adding a file. The longest name wins: `ingest profile` over `ingest`.
 * @returns undefined if no command has this name
 */
export async function loadCommand(
  directory: URL,
  words: readonly string[],
): Promise<NamedCommand | undefined> {
  for (let count = words.length; count > 0; count -= 1) {
    const named = words.slice(0, count);
    const url = commandFile(directory, named);
    if (url === undefined) continue;
    const [command] = await loadModules<Command>([{ name: named.join('-'), url }], 'command');
    if (command?.words.join(' ') === named.join(' ')) return { command, wordCount: count };
  }
  return undefined;
}

/** All commands, in the order of their names. */
export async function loadCommands(directory: URL): Promise<Command[]> {
  return loadModules<Command>(await listModules(directory), 'command');
}
