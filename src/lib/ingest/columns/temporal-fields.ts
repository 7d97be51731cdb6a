import { z } from 'zod';
import { createCivilTime, isPossible, secondsFromCivil } from './civil-time.ts';
import { unknownTokens } from './date-format.ts';
import { readIso } from './iso-time.ts';

/** The formats in which dates may be in the file, tried in order. */
export function dateFormats() {
  return z
    .array(
      z.string().refine((format) => unknownTokens(format).length === 0, {
        error: ({ input }) => `unknown token ${unknownTokens(String(input)).join(', ')}`,
      }),
    )
    .min(1)
    .default(['iso'])
    .describe(
      'Formats, tried in order: iso (2018-08-15, 2018-08-15T04:10:37.5Z), epoch_s, epoch_ms, or of the tokens YYYY YY MM M MMM MMMM DD D HH H hh h mm ss S A Z, such as "DD/MM/YYYY HH:mm"; [text] means itself.',
    );
}

/** Seconds since 1970 of 2018-08-15 or 2018-08-15 04:10:37, taken as UTC; NaN where the text is neither. */
export function boundSeconds(text: string): number {
  const time = createCivilTime();
  const bytes = Buffer.from(text);
  return readIso(bytes, 0, bytes.length, time) && isPossible(time) ? secondsFromCivil(time) : Number.NaN;
}

export function timeBound(description: string) {
  return z
    .string()
    .refine(
      (text) => !Number.isNaN(boundSeconds(text)),
      'must be a date such as 2018-08-15, maybe with a time',
    )
    .optional()
    .describe(description);
}

export interface TimeRange {
  readonly min?: string | undefined;
  readonly max?: string | undefined;
}

export function describeRange({ min, max }: TimeRange): string {
  if (min === undefined && max === undefined) return 'between the years 1 and 9999';
  if (max === undefined) return `${min} or later`;
  return min === undefined ? `${max} or earlier` : `between ${min} and ${max}`;
}
