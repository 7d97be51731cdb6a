import type { Dice, SoundRecord } from './defect.ts';

const QUOTE = 0x22;
const PLAIN_FIELD = /^[A-Za-z0-9][A-Za-z0-9 .:-]{2,}$/;

/**
 * Rewrites one field of a record just as it is in the file. Only in records without any quote: in others the
 * next quote would end what this one opens, and the one defect would show as two.
 */
export function rewriteField(
  record: SoundRecord,
  dice: Dice,
  rewrite: (field: string) => string,
): Buffer | undefined {
  if (record.bytes.includes(QUOTE)) return undefined;
  const places = record.fields.flatMap((field, place) => (PLAIN_FIELD.test(field) ? [place] : []));
  const chosen = places[dice(Math.max(1, places.length))];
  if (chosen === undefined) return undefined;
  const fields = record.fields.map((field, place) => (place === chosen ? rewrite(field) : field));
  return Buffer.from(`${fields.join(',')}\n`);
}

/** Splits a text somewhere inside. */
export function halves(text: string): readonly [string, string] {
  const middle = text.length >> 1;
  return [text.slice(0, middle), text.slice(middle)];
}
