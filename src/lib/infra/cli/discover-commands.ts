import { readdir } from 'node:fs/promises';
import type { CommandSpec } from '../../core/command.ts';
import type { Context } from '../context.ts';

export type Command = CommandSpec<Context>;

const COMMAND_FILE = /^[a-z-]+\.(?:js|ts)$/;

/**
 * Imports every file of `src/commands`: each exports one `command`, and adding a command is adding a file.
 * The files import their capability only inside `run`, so this stays cheap (bench/startup.mjs).
 */
export async function discoverCommands(directory: URL): Promise<Command[]> {
  const files = (await readdir(directory)).filter((name) => COMMAND_FILE.test(name)).toSorted();
  const modules = await Promise.all(files.map((name) => import(new URL(name, directory).href)));
  return modules.map((module) => (module as { command: Command }).command);
}
