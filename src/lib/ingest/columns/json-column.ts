import { z } from 'zod';
import { appendText } from '../encode/escape-text.ts';
import type { ColumnBehaviour } from './column-behaviour.ts';
import { commonFields } from './common-fields.ts';
import { CANNOT_STORE, Verdict } from './value-rule.ts';

const jsonSpec = z.strictObject({
  type: z.literal('json'),
  ...commonFields('both'),
  kind: z.enum(['any', 'object', 'array']).default('any').describe('What the outermost value must be.'),
});

type JsonSpec = z.infer<typeof jsonSpec>;

export const column = { spec: jsonSpec, behaviour: jsonColumn };

/** Loads JSON as it is written; only whether it is JSON is checked. */
function jsonColumn(spec: JsonSpec): ColumnBehaviour {
  return {
    sqlType: 'LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin',
    write: (source, start, end, out) => {
      if (appendText(out, source, start, end) < end) return Verdict.ENCODING | CANNOT_STORE;
      return isJson(source.toString('utf8', start, end), spec.kind)
        ? Verdict.OK
        : Verdict.TYPE | CANNOT_STORE;
    },
    explain: () => (spec.kind === 'any' ? 'is not JSON' : `is not a JSON ${spec.kind}`),
  };
}

function isJson(text: string, kind: JsonSpec['kind']): boolean {
  try {
    const value: unknown = JSON.parse(text);
    if (kind === 'any') return true;
    return kind === 'array'
      ? Array.isArray(value)
      : typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
