import type { RecordView } from './record-view.ts';

/** What can be wrong with a record as a whole, before its values are looked at; from the mildest to the gravest. */
export const STRUCTURAL_RULES = [
  'field_count',
  'blank_record',
  'nul_byte',
  'stray_quote',
  'text_after_quote',
  'unterminated_quote',
  'record_too_long',
] as const;

export type StructuralRule = (typeof STRUCTURAL_RULES)[number];

/** 0, or a place in STRUCTURAL_RULES from 1; a number, because the scanner sets it for every record. */
export const Problem = {
  NONE: 0,
  FIELD_COUNT: 1,
  BLANK_RECORD: 2,
  NUL_BYTE: 3,
  STRAY_QUOTE: 4,
  TEXT_AFTER_QUOTE: 5,
  UNTERMINATED_QUOTE: 6,
  RECORD_TOO_LONG: 7,
} as const;

export type Problem = (typeof Problem)[keyof typeof Problem];

/** The rule that a record breaks, or undefined for a sound record. */
export function structuralRule(problem: Problem): StructuralRule | undefined {
  return STRUCTURAL_RULES[problem - 1];
}

/** What is wrong, as a sentence for the reject file. */
export function structuralReason(record: RecordView): string {
  const field = record.problemField + 1;
  switch (record.problem) {
    case Problem.NONE:
      return 'the record is well formed';
    case Problem.FIELD_COUNT:
      return `the record has ${record.fieldCount} fields, ${record.expectedFields} are expected`;
    case Problem.BLANK_RECORD:
      return `all ${record.fieldCount} fields are empty`;
    case Problem.NUL_BYTE:
      return `field ${field} holds a NUL byte`;
    case Problem.STRAY_QUOTE:
      return `field ${field} holds a quote but does not begin with one`;
    case Problem.TEXT_AFTER_QUOTE:
      return `field ${field} goes on behind its closing quote`;
    case Problem.UNTERMINATED_QUOTE:
      return `the quote that opens field ${field} has no proper end; reading went on with the next line`;
    case Problem.RECORD_TOO_LONG:
    default:
      return `no record end within the longest allowed length; ${record.byteLength} bytes were passed over`;
  }
}
