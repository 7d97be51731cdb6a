import { GLOBAL_OPTIONS } from './global-options.ts';

/** A command line, cut where the words that may name a command end. */
export interface CommandWords {
  /** `sandbox`, `up`: the command, and after it perhaps its arguments. */
  readonly words: readonly string[];
  /** Where each of them is in the command line. */
  readonly places: readonly number[];
}

/** Global options that take the next word as their value. */
const WITH_VALUE = new Set(
  Object.values(GLOBAL_OPTIONS)
    .filter(({ flags, choices }) => flags.includes('<') && choices === undefined)
    .map(({ flags }) => flags.split(' ')[0]),
);

const GLOBALS = new Set([
  ...Object.values(GLOBAL_OPTIONS).map(({ flags }) => flags.split(' ')[0]),
  '-h',
  '--help',
  '--version',
]);

/** The words up to the first option that is not global: those may be before the command and after it. */
export function commandWords(argv: readonly string[]): CommandWords {
  const places: number[] = [];
  for (let place = 0; place < argv.length; place += 1) {
    const word = argv[place] ?? '';
    if (!word.startsWith('-')) places.push(place);
    else if (!GLOBALS.has(word.split('=')[0] ?? '')) break;
    else if (WITH_VALUE.has(word)) place += 1;
  }
  return { words: places.map((place) => argv[place] ?? ''), places };
}
