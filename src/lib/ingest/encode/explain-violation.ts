import type { Cell } from '../columns/compile-cell.ts';
import { valueRule } from '../columns/value-rule.ts';
import type { Violation } from '../columns/violation.ts';
import type { FileEncoding } from '../records/file-encoding.ts';
import type { RecordView } from '../records/record-view.ts';
import { structuralRule } from '../records/structural-problem.ts';
import { structuralReason } from '../records/structural-reason.ts';
import { invalidUtf8At } from '../records/utf8.ts';

/** More of a value than this does not help to recognise it. */
const SHOWN_CHARACTERS = 60;

export function structuralViolation(record: RecordView, encoding: FileEncoding): Violation | undefined {
  const rule = structuralRule(record.problem);
  if (rule === undefined) return undefined;
  return {
    rule,
    column: undefined,
    field: record.problemField,
    action: 'reject',
    reason: structuralReason(record),
    byteOffset: fileOffset(record, Math.min(record.problemAt, record.end), encoding),
  };
}

/** Where a position of the record is in the file. */
export function fileOffset(record: RecordView, at: number, { sourceLength }: FileEncoding): number {
  const length = sourceLength?.(record.buffer, record.start, at) ?? at - record.start;
  return record.byteOffset + length;
}

export interface CellViolation {
  readonly cell: Cell;
  readonly verdict: number;
  readonly action: Violation['action'];
  readonly value: string;
}

export function valueViolation(record: RecordView, failed: CellViolation, encoding: FileEncoding): Violation {
  const { cell, verdict, action, value } = failed;
  const rule = valueRule(verdict);
  const field = Math.max(cell.field, 0);
  const start = cell.field < 0 ? record.end : (record.fieldStart[field] ?? record.end);
  const violation = { rule, column: cell.spec.name, field, action };
  if (rule === 'encoding') {
    const at = invalidUtf8At(record.buffer, start, record.fieldEnd[field] ?? start);
    const byteOffset = fileOffset(record, at < 0 ? start : at, encoding);
    return { ...violation, byteOffset, reason: encodingReason(record.buffer[at], encoding) };
  }
  const reason =
    rule === 'required' ? 'the value is missing' : `${shown(value)} ${explanation(cell, verdict)}`;
  return { ...violation, byteOffset: fileOffset(record, start, encoding), reason };
}

/** In a file that is decoded on the way the faulty byte itself is gone: only its place is known. */
function encodingReason(byte: number | undefined, { name, sourceLength }: FileEncoding): string {
  if (sourceLength !== undefined || byte === undefined) return `holds bytes that are not valid ${name}`;
  return `byte 0x${byte.toString(16).padStart(2, '0').toUpperCase()} is not valid ${name} here`;
}

function explanation({ spec, behaviour, fit }: Cell, verdict: number): string {
  const rule = valueRule(verdict);
  if (rule === 'target') return `would be changed by the table: ${fit?.target ?? spec.name}`;
  if (rule === 'pattern') return `does not match ${spec.pattern}`;
  if (rule === 'lookup') return 'is not one of the allowed values';
  return behaviour.explain(rule) ?? `breaks the rule ${rule}`;
}

function shown(value: string): string {
  const characters = Array.from(value);
  if (characters.length <= SHOWN_CHARACTERS) return JSON.stringify(value);
  return `${JSON.stringify(characters.slice(0, SHOWN_CHARACTERS).join(''))}…`;
}
