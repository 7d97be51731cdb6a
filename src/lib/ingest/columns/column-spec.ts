import { z } from 'zod';
import { booleanColumn, booleanSpec } from './boolean-column.ts';
import { type ColumnBehaviour, encodeDefault } from './column-behaviour.ts';
import { dateColumn, dateSpec } from './date-column.ts';
import { datetimeColumn, datetimeSpec } from './datetime-column.ts';
import { decimalColumn, decimalSpec } from './decimal-column.ts';
import { enumColumn, enumSpec } from './enum-column.ts';
import { floatColumn, floatSpec } from './float-column.ts';
import { integerColumn, integerSpec } from './integer-column.ts';
import { jsonColumn, jsonSpec } from './json-column.ts';
import { textColumn, textSpec } from './text-column.ts';

const anyColumn = z.discriminatedUnion('type', [
  textSpec,
  integerSpec,
  decimalSpec,
  floatSpec,
  booleanSpec,
  dateSpec,
  datetimeSpec,
  enumSpec,
  jsonSpec,
]);

/** One column of a source: where it comes from, what it must look like, how it is cleansed, what it becomes. */
export type ColumnSpec = z.infer<typeof anyColumn>;

/** A new type is a file of its own, a line in the list above and a line here. */
export function columnBehaviour(spec: ColumnSpec): ColumnBehaviour {
  switch (spec.type) {
    case 'text':
      return textColumn(spec);
    case 'integer':
      return integerColumn(spec);
    case 'decimal':
      return decimalColumn(spec);
    case 'float':
      return floatColumn(spec);
    case 'boolean':
      return booleanColumn(spec);
    case 'date':
      return dateColumn(spec);
    case 'datetime':
      return datetimeColumn(spec);
    case 'enum':
      return enumColumn(spec);
    case 'json':
    default:
      return jsonColumn(spec);
  }
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
