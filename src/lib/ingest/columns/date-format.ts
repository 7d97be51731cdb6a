import { type CivilTime, isPossible, resetCivilTime } from './civil-time.ts';
import { readIso } from './iso-time.ts';
import { readEpochMillis, readEpochSeconds } from './epoch-time.ts';
import { TOKEN_READERS, type StepReader, literalReader } from './date-token.ts';

/** Reads bytes into `time`; false where they do not have the format. */
export interface TimeReader {
  (source: Buffer, start: number, end: number, time: CivilTime): boolean;
}

const NAMED_FORMATS: Readonly<Record<string, TimeReader>> = {
  iso: readIso,
  epoch_s: readEpochSeconds,
  epoch_ms: readEpochMillis,
};

/** Text in brackets, a run of one letter, or any other character. */
const PART = /\[(?<quoted>[^\]]*)\]|(?<token>([A-Za-z])\3*)|(?<other>[^])/gu;

/** The tokens of a format that are none, for an error message. */
export function unknownTokens(format: string): string[] {
  if (format in NAMED_FORMATS) return [];
  return [...format.matchAll(PART)]
    .map((match) => match.groups?.['token'])
    .filter((token): token is string => token !== undefined && !(token in TOKEN_READERS));
}

/** Compiles a format that has passed `unknownTokens`; what it reads may still be no possible date. */
function compileDateFormat(format: string): TimeReader {
  const named = NAMED_FORMATS[format];
  if (named !== undefined) return named;
  const steps = [...format.matchAll(PART)].map(({ groups, 0: part }): StepReader => {
    const token = groups?.['token'];
    const known = token === undefined ? undefined : TOKEN_READERS[token];
    return known ?? literalReader(groups?.['quoted'] ?? part);
  });
  return (source, start, end, time) => {
    resetCivilTime(time);
    let at = start;
    for (const step of steps) {
      at = step(source, at, end, time);
      if (at < 0) return false;
    }
    return at === end;
  };
}

/** Tries formats in order until one gives a date and a time that are possible. */
export function compileDateFormats(formats: readonly string[]): TimeReader {
  const readers = formats.map(compileDateFormat);
  return (source, start, end, time) => {
    for (const read of readers) {
      if (read(source, start, end, time) && isPossible(time)) return true;
    }
    return false;
  };
}
