import { z } from 'zod';
import { appendBytes } from '../encode/append-bytes.ts';
import { encodeText } from '../encode/escape-text.ts';
import type { ColumnBehaviour } from './column-behaviour.ts';
import { commonFields } from './common-fields.ts';
import { CANNOT_STORE, Verdict } from './value-rule.ts';
import { createWordTable } from './word-table.ts';

/** How many of the expected values a reason names. */
const NAMED_VALUES = 8;

const enumFields = z.strictObject({
  type: z.literal('enum'),
  ...commonFields('both'),
  values: z
    .union([z.array(z.string().min(1)).min(1), z.record(z.string(), z.string().min(1))])
    .describe('The values allowed, or a map from what is in the file to what is loaded.'),
  case_insensitive: z
    .boolean()
    .default(false)
    .describe('Whether upper and lower case in the file are the same; loaded is the spelling given here.'),
});

/** No two values may mean the same word of the file. */
const enumSpec = enumFields.superRefine((spec, context) => {
  const words = rawWords(spec).map((word) => (spec.case_insensitive ? word.toLowerCase() : word));
  const repeated = rawWords(spec).find((_, index) => words.indexOf(words[index] ?? '') < index);
  if (repeated === undefined) return;
  context.addIssue({ code: 'custom', path: ['values'], message: `"${repeated}" occurs twice` });
});

type EnumSpec = z.infer<typeof enumSpec>;

export const column = { spec: enumSpec, behaviour: enumColumn };

function rawWords({ values }: z.infer<typeof enumFields>): string[] {
  return Array.isArray(values) ? values : Object.keys(values);
}

function enumColumn(spec: EnumSpec): ColumnBehaviour {
  const words = rawWords(spec);
  const canonical = Array.isArray(spec.values) ? words : Object.values(spec.values);
  const table = createWordTable(words, spec.case_insensitive);
  const loaded = canonical.map(encodeText);
  const longest = Math.max(...canonical.map((word) => Array.from(word).length));
  return {
    sqlType: `VARCHAR(${longest}) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin`,
    write: (source, start, end, out) => {
      const place = table.find(source, start, end);
      if (place < 0) return Verdict.ENUM | CANNOT_STORE;
      const bytes = loaded[place] as Buffer;
      appendBytes(out, bytes, 0, bytes.length);
      return Verdict.OK;
    },
    explain: () => `is not one of ${listed(words)}`,
  };
}

function listed(values: readonly string[]): string {
  const named = values.slice(0, NAMED_VALUES).join(', ');
  return values.length > NAMED_VALUES ? `${named} and ${values.length - NAMED_VALUES} more` : named;
}
