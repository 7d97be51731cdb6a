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
