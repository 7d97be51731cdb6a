import type { OptionSpec } from './command.ts';
import { flag, text } from './command.ts';

/** The same flag with the same words in every command that changes something. */
export const dryRunOption = flag('--dry-run', 'print the plan and change nothing');

/** The same for the commands that read migrations. */
export const migrationsOption = text(
  '--from <path>',
  'directory of the migrations (default: those that come with aether)',
);

/** The same for the commands that print the plan of the schema. */
export const sqlOption = flag('--sql', 'print the statements as a script instead of the table');

/** The same for the commands that may ask a provider of embeddings. */
export const maxCostOption = {
  flags: '--max-cost <usd>',
  description: 'the most to spend in USD (default: embeddings.max_cost, which is 1)',
  parse: (given: string): number => {
    if (/^\d{1,7}(\.\d{1,6})?$/.test(given)) return Number(given);
    throw new Error(`${given} is not an amount such as 2.50`);
  },
} as const;

/** A moment in UTC, as MariaDB writes it: `2026-01-31`, `2026-01-31 12:00:00`, with a T between them, too. */
export function momentOption(
  flags: `--${string}`,
  description: string,
): OptionSpec<string> & { parse: (text: string) => string } {
  return {
    flags,
    description,
    parse: (text) => {
      const [, day = '', time = '00:00:00'] =
        /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?))?Z?$/.exec(text) ?? [];
      const moment = new Date(`${day}T${time}Z`);
      // JavaScript takes February 31 for a day of March.
      if (!Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(day)) return `${day} ${time}`;
      throw new Error(`${text} is not a time in UTC such as 2026-01-31 or "2026-01-31 12:00:00"`);
    },
  };
}

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
