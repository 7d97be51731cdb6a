import { readFile } from 'node:fs/promises';
import type { Command } from './discover-commands.ts';

/** What the list of all commands says of each: `outline.json` beside them, which the build writes. */
export type Outline = Pick<Command, 'words' | 'group' | 'summary' | 'arguments'>;

/** Whether a command line asks for the list of all commands. */
export function asksForList(argv: readonly string[]): boolean {
  const [word, ...more] = argv;
  return more.length === 0 && (word === undefined || ['-h', '--help', 'help'].includes(word));
}

/**
 * The commands for their list alone, from one file in place of one for each (bench/startup.mjs). They cannot be run.
 * undefined if the list was not built.
 */
export async function listedCommands(directory: URL): Promise<Command[] | undefined> {
  const text = await readFile(new URL('outline.json', directory), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Outline[]).map(toCommand);
}

function toCommand(outline: Outline): Command {
  return {
    ...outline,
    options: {},
    examples: [{ command: '', does: '' }],
    effects: {},
    run: () => Promise.reject(new Error('only listed')),
  };
}
