import { z } from 'zod';
import { appendAscii, appendText } from '../encode/escape-text.ts';
import { countCharacters, utf8LengthAt } from '../records/utf8.ts';
import type { CellWriter, ColumnBehaviour } from './column-behaviour.ts';
import { commonFields } from './common-fields.ts';
import { CANNOT_STORE, Verdict } from './value-rule.ts';

const { OK } = Verdict;

/** A longer text does not fit the row format of InnoDB beside other columns and becomes LONGTEXT. */
const LONGEST_VARCHAR = 1000;

const textFields = z.strictObject({
  type: z.literal('text'),
  ...commonFields('none'),
  max_chars: z.int().min(1).optional().describe('The most characters; without it the column is a LONGTEXT.'),
  min_chars: z.int().min(0).default(0).describe('The fewest characters.'),
  charset: z
    .enum(['utf8mb4', 'ascii'])
    .default('utf8mb4')
    .describe('ascii: codes and keys; anything else in them is a violation of the rule `charset`.'),
});

const textSpec = textFields.superRefine(({ min_chars, max_chars = Infinity }, context) => {
  if (min_chars <= max_chars) return;
  context.addIssue({ code: 'custom', path: ['max_chars'], message: 'is smaller than min_chars' });
});

type TextSpec = z.infer<typeof textSpec>;

export const column = { spec: textSpec, behaviour: textColumn };

function textColumn(spec: TextSpec): ColumnBehaviour {
  return {
    sqlType: sqlType(spec),
    write: spec.charset === 'ascii' ? asciiWriter(spec) : textWriter(spec),
    explain: (rule) => {
      if (rule === 'charset') return 'has a character outside ASCII';
      if (rule === 'length') return `is not ${expectedLength(spec)} long`;
      return undefined;
    },
  };
}

function sqlType({ max_chars, charset }: TextSpec): string {
  // As the codes of the business tables: MariaDB compares no two different binary collations (error 1267).
  const collation = charset === 'ascii' ? 'ascii_bin' : 'utf8mb4_nopad_bin';
  const type = max_chars !== undefined && max_chars <= LONGEST_VARCHAR ? `VARCHAR(${max_chars})` : 'LONGTEXT';
  return `${type} CHARACTER SET ${charset} COLLATE ${collation}`;
}

function expectedLength({ min_chars, max_chars }: TextSpec): string {
  if (max_chars === undefined) return `at least ${min_chars} characters`;
  return min_chars === 0 ? `at most ${max_chars} characters` : `${min_chars} to ${max_chars} characters`;
}

function textWriter({ max_chars = Infinity, min_chars }: TextSpec): CellWriter {
  return (source, start, end, out) => {
    const stoppedAt = appendText(out, source, start, end);
    if (stoppedAt < end) return Verdict.ENCODING | CANNOT_STORE;
    const bytes = end - start;
    if (bytes > max_chars && countCharacters(source, start, end) > max_chars)
      return Verdict.LENGTH | CANNOT_STORE;
    if (bytes < min_chars * 4 && countCharacters(source, start, end) < min_chars) return Verdict.LENGTH;
    return OK;
  };
}

function asciiWriter({ max_chars = Infinity, min_chars }: TextSpec): CellWriter {
  return (source, start, end, out) => {
    const stoppedAt = appendAscii(out, source, start, end);
    if (stoppedAt < end) {
      const isCharacter = utf8LengthAt(source, stoppedAt, end) > 0;
      return (isCharacter ? Verdict.CHARSET : Verdict.ENCODING) | CANNOT_STORE;
    }
    if (end - start > max_chars) return Verdict.LENGTH | CANNOT_STORE;
    return end - start < min_chars ? Verdict.LENGTH : OK;
  };
}
