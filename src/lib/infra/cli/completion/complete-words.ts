import type { CommandTable, ValueEntry } from '../table/command-table.ts';
import { findValues } from './find-values.ts';
import type { Place } from './place.ts';
import { readLine } from './typed-line.ts';

/**
 * The answer to a shell: one candidate per line with a tab and its meaning, then `:file`, `:directory` or `:none`, which
 * says whether paths fit, too. `configs/completion` reads it.
 */
export async function completeWords(
  typed: readonly string[],
  table: CommandTable,
  place: Omit<Place, 'environment'>,
): Promise<string> {
  const line = readLine(typed, table);
  const around = { ...place, environment: environmentOf(typed) };
  const candidates = [
    ...line.words,
    ...line.options.map(({ flags, description }) => [nameOf(flags), description] as const),
    ...(await valuesOf(line.value, around)).map((name) => [line.before + name, ''] as const),
  ];
  const lines = candidates
    .filter(([word]) => word.startsWith(line.current))
    .map(([word, meaning]) => `${word}\t${meaning.replaceAll(/\s+/g, ' ')}`);
  return `${[...lines, `:${pathsOf(line.value)}`].join('\n')}\n`;
}

/** What `--env` names on the line. */
function environmentOf(typed: readonly string[]): string | undefined {
  const place = typed.findIndex((word) => word === '--env' || word.startsWith('--env='));
  const word = typed[place];
  return word === '--env' ? typed[place + 1] : word?.slice('--env='.length);
}

/** `--k` of `-k, --k <n>`. */
function nameOf(flags: string): string {
  return flags.split(/,? /).find((part) => part.startsWith('--')) ?? flags;
}

async function valuesOf(value: ValueEntry | undefined, around: Place): Promise<readonly string[]> {
  if (value?.choices !== undefined) return value.choices;
  const { completes } = value ?? {};
  return typeof completes === 'string' ? findValues(completes, around) : (completes ?? []);
}

/** Environments and sources can be named by their file, too. */
function pathsOf(value: ValueEntry | undefined): 'file' | 'directory' | 'none' {
  const { completes } = value ?? {};
  if (completes === 'directory') return 'directory';
  return completes === 'file' || completes === 'environment' || completes === 'source' ? 'file' : 'none';
}
