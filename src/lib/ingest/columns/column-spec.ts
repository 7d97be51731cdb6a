import { z } from 'zod';
import { type ColumnBehaviour, encodeDefault } from './column-behaviour.ts';
import * as columnTypes from './column-types.ts';

const TYPES = { ...columnTypes };
const specs = Object.values(TYPES).map(({ spec }) => spec);
const anyColumn = z.discriminatedUnion('type', specs as [(typeof specs)[number], ...typeof specs]);

/** One column of a source: where it comes from, what it must look like, how it is cleansed, what it becomes. */
export type ColumnSpec = z.infer<typeof anyColumn>;

/** What the type of a column does with its values. */
export function columnBehaviour(spec: ColumnSpec): ColumnBehaviour {
  const { behaviour } = TYPES[spec.type];
  // TypeScript does not see that the behaviour and the columns of one type go together.
  return (behaviour as (spec: ColumnSpec) => ColumnBehaviour)(spec);
}

/** The schema of a column in a source file, with the rules that tie its keys together. */
export const columnSpec = anyColumn.superRefine((spec, context) => {
  if (context.issues.length > 0) return;
  if (spec.required && spec.on_fail === 'null') {
    const message = 'a required column cannot load NULL for a value that breaks a rule';
    context.addIssue({ code: 'custom', path: ['on_fail'], message });
  }
  if (spec.default !== undefined && encodeDefault(columnBehaviour(spec), spec.default) === undefined) {
    const message = `"${spec.default}" breaks the rules of its own column`;
    context.addIssue({ code: 'custom', path: ['default'], message });
  }
});
