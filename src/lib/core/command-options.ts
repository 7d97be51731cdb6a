import type { OptionSpec } from './command.ts';
import { flag, text } from './command.ts';

/** The same flag with the same words in every command that changes something. */
export const dryRunOption = flag('--dry-run', 'print the plan and change nothing');

/** The same for the commands that read migrations. */
export const migrationsOption = text(
  '--from <path>',
  'directory of the migrations (default: those that come with aether)',
);

/** A whole number from `min` up, for options that count. */
export function countOption(
  flags: `--${string}`,
  description: string,
  min: number,
): OptionSpec<number> & { parse: (text: string) => number } {
  return {
    flags,
    description,
    parse: (text) => {
      const count = Number(text);
      if (Number.isInteger(count) && count >= min) return count;
      throw new Error(`${text} is not a whole number from ${min} up`);
    },
  };
}
