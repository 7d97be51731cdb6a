import { z } from 'zod';
import { appendBytes } from '../encode/append-bytes.ts';
import { encodeText } from '../encode/escape-text.ts';
import type { ColumnBehaviour } from './column-behaviour.ts';
import { commonFields } from './common-fields.ts';
import { CANNOT_STORE, Verdict } from './value-rule.ts';
import { createWordTable } from './word-table.ts';

/** How many of the expected values a reason names. */
const NAMED_VALUES = 8;

export const enumSpec = z.strictObject({
  type: z.literal('enum'),
  ...commonFields('both'),
  values: z
    .union([z.array(z.string().min(1)).min(1), z.record(z.string(), z.string().min(1))])
    .describe('The values allowed, or a map from what stands in the file to what is loaded.'),
  case_insensitive: z
    .boolean()
    .default(false)
    .describe('Whether upper and lower case in the file are the same; loaded is the spelling given here.'),
});

export type EnumSpec = z.infer<typeof enumSpec>;

export function enumColumn(spec: EnumSpec): ColumnBehaviour {
  const entries = Array.isArray(spec.values)
    ? spec.values.map((value) => [value, value] as const)
    : Object.entries(spec.values);
  const table = createWordTable(
    entries.map(([raw]) => raw),
    spec.case_insensitive,
  );
  const loaded = entries.map(([, canonical]) => encodeText(canonical));
  const longest = Math.max(...entries.map(([, canonical]) => Array.from(canonical).length));
  return {
    sqlType: `VARCHAR(${longest}) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin`,
    write: (source, start, end, out) => {
      const place = table.find(source, start, end);
      if (place < 0) return Verdict.ENUM | CANNOT_STORE;
      const bytes = loaded[place] as Buffer;
      appendBytes(out, bytes, 0, bytes.length);
      return Verdict.OK;
    },
    explain: () => `is none of ${listed(entries.map(([raw]) => raw))}`,
  };
}

function listed(values: readonly string[]): string {
  const named = values.slice(0, NAMED_VALUES).join(', ');
  return values.length > NAMED_VALUES ? `${named} and ${values.length - NAMED_VALUES} more` : named;
}
