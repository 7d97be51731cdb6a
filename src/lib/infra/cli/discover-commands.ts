import type { CommandSpec, HelpSection } from '../../core/command.ts';
import type { Context } from '../context.ts';
import { listModules, loadModules, type ModuleFile } from '../load-modules.ts';

/** A command; with its sections where the command line asks for help. */
export interface Command extends CommandSpec<Context> {
  readonly sections?: readonly HelpSection[];
}

/**
 * Imports the files of `src/commands` that a command line needs: each exports one `command` and is named after its
 * words, so that adding a command is adding a file. What names a command exactly needs that one alone, `--version`
 * needs none; help and mistakes need all of them. (About 1 ms of CPU a file: bench/startup.mjs.)
 */
export async function discoverCommands(directory: URL, argv: readonly string[]): Promise<Command[]> {
  if (argv[0] === '--version') return [];
  const files = neededFiles(await listModules(directory), argv);
  const commands = await loadModules<Command>(files, 'command');
  return asksForHelp(argv) ? Promise.all(commands.map(withSections)) : commands;
}

/** A command with what its help lists from files. */
export async function withSections(command: Command): Promise<Command> {
  return { ...command, sections: (await command.helpSections?.()) ?? [] };
}

/** For the help of a command, not for the list of all of them. */
function asksForHelp(argv: readonly string[]): boolean {
  return (
    (argv[0] === 'help' && argv.length > 1) ||
    argv.slice(1).some((word) => word === '-h' || word === '--help')
  );
}

/** `sandbox up --galera` needs `sandbox-up.js`; the longest name that the words begin with wins. */
function neededFiles(files: readonly ModuleFile[], argv: readonly string[]): readonly ModuleFile[] {
  const options = argv.findIndex((word) => word.startsWith('-'));
  const words = options === -1 ? argv : argv.slice(0, options);
  for (let count = words.length; count > 0; count -= 1) {
    const name = words.slice(0, count).join('-');
    const found = files.filter((file) => file.name === name);
    if (found.length > 0) return found;
  }
  return files;
}
