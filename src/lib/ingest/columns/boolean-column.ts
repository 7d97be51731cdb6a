import { z } from 'zod';
import { appendByte } from '../encode/append-bytes.ts';
import type { ColumnBehaviour } from './column-behaviour.ts';
import { commonFields } from './common-fields.ts';
import { ZERO } from './digits.ts';
import { CANNOT_STORE, Verdict } from './value-rule.ts';
import { createWordTable } from './word-table.ts';

const words = z.array(z.string().min(1)).min(1);

const booleanSpec = z.strictObject({
  type: z.literal('boolean'),
  ...commonFields('both'),
  true_words: words.default(['true', 't', 'yes', 'y', '1']).describe('Read as 1, in upper or lower case.'),
  false_words: words.default(['false', 'f', 'no', 'n', '0']).describe('Read as 0, in upper or lower case.'),
});

type BooleanSpec = z.infer<typeof booleanSpec>;

export const column = { spec: booleanSpec, behaviour: booleanColumn };

function booleanColumn(spec: BooleanSpec): ColumnBehaviour {
  const table = createWordTable([...spec.true_words, ...spec.false_words], true);
  const trueWords = spec.true_words.length;
  return {
    sqlType: 'TINYINT UNSIGNED',
    write: (source, start, end, out) => {
      const place = table.find(source, start, end);
      if (place < 0) return Verdict.TYPE | CANNOT_STORE;
      appendByte(out, place < trueWords ? ZERO + 1 : ZERO);
      return Verdict.OK;
    },
    explain: () => `is neither ${spec.true_words.join('/')} nor ${spec.false_words.join('/')}`,
  };
}
