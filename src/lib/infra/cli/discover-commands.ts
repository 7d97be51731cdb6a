import { readdir } from 'node:fs/promises';
import type { CommandSpec } from '../../core/command.ts';
import type { Context } from '../context.ts';

export type Command = CommandSpec<Context>;

const COMMAND_FILE = /^([a-z-]+)\.(?:js|ts)$/;

/**
 * Imports the files of `src/commands` that a command line needs: each exports one `command` and is named after its
 * words, so that adding a command is adding a file. What names a command exactly needs that one alone, `--version`
 * needs none; help and mistakes need all of them. (About 1 ms of CPU a file: bench/startup.mjs.)
 */
export async function discoverCommands(directory: URL, argv: readonly string[]): Promise<Command[]> {
  if (argv[0] === '--version') return [];
  const files = (await readdir(directory)).filter((name) => COMMAND_FILE.test(name)).toSorted();
  const modules = await Promise.all(
    neededFiles(files, argv).map((name) => import(new URL(name, directory).href)),
  );
  return modules.map((module) => (module as { command: Command }).command);
}

/** `sandbox up --galera` needs `sandbox-up.js`; the longest name that the words begin with wins. */
function neededFiles(files: readonly string[], argv: readonly string[]): readonly string[] {
  const options = argv.findIndex((word) => word.startsWith('-'));
  const words = options === -1 ? argv : argv.slice(0, options);
  for (let count = words.length; count > 0; count -= 1) {
    const name = words.slice(0, count).join('-');
    const found = files.filter((file) => COMMAND_FILE.exec(file)?.[1] === name);
    if (found.length > 0) return found;
  }
  return files;
}
