import { z } from 'zod';

/** A record may grow to this size before it is given up as `record_too_long`. */
export const DEFAULT_MAX_RECORD_BYTES = 16 * 1024 * 1024;

const ONE_PRINTABLE_CHARACTER = /^[!-~]$/u;

/** How the bytes of a delimited file are cut into records and fields; the `dialect` part of a source file. */
export const dialectSpec = z
  .strictObject({
    delimiter: z
      .string()
      .min(1)
      .max(8)
      .default(',')
      .describe('What separates two fields: one character or several, such as "," or "\\t" or "|~|".'),
    quote: z
      .string()
      .regex(ONE_PRINTABLE_CHARACTER, 'must be one printable ASCII character')
      .nullable()
      .default('"')
      .describe(
        'The character around fields that hold delimiters or line breaks; doubled inside such a field. null: none.',
      ),
    escape: z
      .enum(['none', 'backslash'])
      .default('none')
      .describe(
        'backslash: as MariaDB writes with SELECT INTO OUTFILE (\\n, \\t, \\0, \\N for NULL, \\x for x). none: a backslash is an ordinary character.',
      ),
    record_end: z
      .string()
      .min(1)
      .max(8)
      .default('auto')
      .describe(
        'auto: LF, CRLF or CR, each record for itself. Else exactly this text, such as "\\r\\n" or "|\\n".',
      ),
    stray_quotes: z
      .enum(['reject', 'keep'])
      .default('reject')
      .describe(
        'A quote inside a field that does not begin with one: reject the record, or keep it as text.',
      ),
    header: z.boolean().default(true).describe('Whether the first record holds the names of the fields.'),
    max_record_bytes: z
      .int()
      .min(1024)
      .max(256 * 1024 * 1024)
      .default(DEFAULT_MAX_RECORD_BYTES)
      .describe('A longer record is rejected; bounds the memory that a damaged file can take.'),
  })
  .superRefine((spec, context) => {
    const quoteOrBreak = [spec.quote, '\n', '\r'];
    if (quoteOrBreak.some((character) => character !== null && spec.delimiter.includes(character))) {
      context.addIssue({
        code: 'custom',
        path: ['delimiter'],
        message: 'must not contain the quote or a line break',
      });
    }
    if (spec.record_end === spec.delimiter || (spec.quote !== null && spec.record_end.includes(spec.quote))) {
      context.addIssue({
        code: 'custom',
        path: ['record_end'],
        message: 'must differ from the delimiter and not contain the quote',
      });
    }
    if (spec.escape === 'backslash' && [spec.quote, spec.delimiter[0], spec.record_end[0]].includes('\\')) {
      context.addIssue({
        code: 'custom',
        path: ['escape'],
        message: 'the backslash is already the quote, the delimiter or the record end',
      });
    }
  });

export type DialectSpec = z.infer<typeof dialectSpec>;
