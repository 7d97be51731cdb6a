/** A record as its fields by name. */
export type Fields = Record<string, string>;

/** Something that is wrong with a record although each of its values is fine by itself. */
export interface Mistake {
  readonly kind: string;
  /** The check of configs/sources/aethermart.yaml that must find it, and the column that it reports. */
  readonly rule: string;
  readonly column: string;
  /** Makes the mistake in a copy of a sound record that has a key of its own; false where that record cannot have it. */
  readonly make: (record: Fields, sound: Readonly<Fields>) => boolean;
}

/** A reference to something that is nowhere. */
export function orphan(column: string, rule: string): Mistake {
  return {
    kind: 'orphan_reference',
    rule,
    column,
    make: (record) => {
      const code = record[column] ?? '';
      record[column] = nobodys(code);
      return code !== '';
    },
  };
}

/** A code that was never given out: those that were have a 0 as their first digit. */
export function nobodys(code: string): string {
  return code.replace('-0', '-9');
}

/** The time so many seconds later, in the form of the export. */
export function later(time: string, seconds: number): string {
  return new Date(Date.parse(time) + seconds * 1000).toISOString().replace('.000Z', 'Z');
}

/** A check that an event came after the one before it. */
export function reversed(kind: string, first: string, second: string): Mistake {
  return {
    kind,
    rule: kind,
    column: second,
    make: (record) => {
      if ((record[first] ?? '') === '' || (record[second] ?? '') === '') return false;
      record[second] = later(record[first] ?? '', -60);
      return true;
    },
  };
}

/** A country of which the shop has never heard. */
export function countryUnknown(column: string): Mistake {
  return {
    kind: 'country_unknown',
    rule: 'country_unknown',
    column,
    make: (record) => {
      const had = record[column] ?? '';
      record[column] = 'ZZ';
      return had !== '';
    },
  };
}

/** No order has so many lines. */
export const MORE_LINES = 100;

/** A line that the order does not have. */
export const lineUnknown: Mistake = {
  kind: 'line_unknown',
  rule: 'line_unknown',
  column: 'line_no',
  make: (record) => {
    record['line_no'] = String(Number(record['line_no']) + MORE_LINES);
    return true;
  },
};
