import { readFileSync } from 'node:fs';
import type { CommandTable } from './command-table.ts';

/** The table that the build wrote beside the commands; without a build, made from the commands themselves. */
export async function readCommandTable(directory: URL): Promise<CommandTable> {
  const text = readIfThere(new URL('table.json', directory));
  if (text !== undefined) return JSON.parse(text) as CommandTable;
  const { describeCommands } = await import('./describe-commands.ts');
  return describeCommands(directory);
}

function readIfThere(file: URL): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
