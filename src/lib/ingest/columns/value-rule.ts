/** The rules that a single value can break. */
export const VALUE_RULES = [
  'type',
  'required',
  'encoding',
  'charset',
  'length',
  'range',
  'scale',
  'pattern',
  'enum',
  'lookup',
  'date_format',
  'local_time',
  'target',
] as const;

export type ValueRule = (typeof VALUE_RULES)[number];

/**
 * What a cell writer returns: 0, or a place in VALUE_RULES from 1, with CANNOT_STORE added where the staging column
 * could not hold the value. Without it the value was written anyway, and `on_fail: warn` may let it pass.
 */
export const Verdict = {
  OK: 0,
  TYPE: 1,
  REQUIRED: 2,
  ENCODING: 3,
  CHARSET: 4,
  LENGTH: 5,
  RANGE: 6,
  SCALE: 7,
  PATTERN: 8,
  ENUM: 9,
  LOOKUP: 10,
  DATE_FORMAT: 11,
  LOCAL_TIME: 12,
  /** The column of the table that the value goes straight into would change it. */
  TARGET: 13,
  /** No violation: cleansing left a value that counts as NULL. */
  IS_NULL: 0x200,
} as const;

export const CANNOT_STORE = 0x100;

/** The value is written, and a warning counted whatever `on_fail` says. */
export const ONLY_WARNS = 0x400;

export function valueRule(verdict: number): ValueRule {
  return VALUE_RULES[(verdict & 0xff) - 1] ?? 'type';
}
