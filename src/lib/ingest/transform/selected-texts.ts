import type { StoredType } from '../target/stored-type.ts';
import {
  compared,
  exactText,
  isBytes,
  isFloating,
  isTexts,
  KEPT,
  refused,
  type SelectedRule,
} from './selected-kinds.ts';

/** CHAR, VARCHAR and the TEXT types: spaces at the end are dropped by CHAR, and cut off where a text is too long. */
export const selectedForText: SelectedRule = (selected, target) => {
  if (isTexts(selected)) {
    const fits = mostCharacters(selected) <= surelyHeld(target);
    const keepsSpaces = target.base !== 'char' || selected.base === 'char';
    return fits && keepsSpaces ? KEPT : compared((w, r) => `${exactText(w)} <=> ${exactText(r)}`);
  }
  if (isFloating(selected)) return compared((w, r) => `${w} + 0e0 <=> ${r} + 0e0`);
  if (isBytes(selected)) return compared((w, r) => `${exactText(w)} <=> ${r}`);
  return selected.base === 'bit' ? refused('select its number: … + 0') : KEPT;
};

/**
 * BINARY fills up with zero bytes; VARBINARY and the BLOB types take every byte, or refuse aloud. Of FLOAT and DOUBLE they get
 * as many digits as they have room for, of BIT its bytes.
 */
export const selectedForBytes: SelectedRule = (selected, { base }) => {
  if (selected.base === 'bit') return refused('select its number: … + 0, or its bytes: UNHEX(HEX(…))');
  if (base !== 'binary' && isFloating(selected))
    return compared((w, r) => `(${w} + 0e0 <=> ${r} + 0e0 OR ${w} + 0e0 <=> CONCAT(${r}) + 0e0)`);
  if (base !== 'binary') return KEPT;
  return isBytes(selected)
    ? compared((w, r) => `${w} <=> ${r}`)
    : refused('select the bytes: UNHEX(…), or CAST(… AS BINARY(n))');
};

/** ENUM and SET: digits count as the number of a value, and a collation may call two spellings one. */
export const selectedForLabels: SelectedRule = (selected) =>
  isTexts(selected)
    ? compared((w, r) => `${exactText(w)} <=> ${exactText(r)}`)
    : refused('select the text: CAST(… AS CHAR)');

/** UUID and INET4 are shown in one spelling: capital letters may go, digits may not. */
export const selectedForAddress: SelectedRule = (selected) => {
  if (isTexts(selected))
    return compared((w, r) => `${exactText(`CAST(${w} AS CHAR)`)} <=> ${exactText(`LOWER(${r})`)}`);
  return isBytes(selected) ? KEPT : refused('select the text, or the bytes');
};

/** INET6 has many spellings. From 11.8 on it takes an INET4 address too, and shows it as another one: 10.0.0.1 as ::ffff:10.0.0.1. */
export const selectedForInet6: SelectedRule = (selected, target) =>
  isTexts(selected)
    ? compared((_, r) => `(${r} IS NULL OR INSTR(${r}, ':') > 0)`)
    : selectedForAddress(selected, target);

/** Geometries, vectors, and whatever a later server adds. */
export const selectedForOthers: SelectedRule = (selected) =>
  isTexts(selected) ? refused('select its value: ST_GeomFromText(…), VEC_FromText(…)') : KEPT;

/** Of a TEXT column, which is measured in bytes. */
const MOST_BYTES: Readonly<Record<string, number>> = {
  tinytext: 255,
  text: 65_535,
  mediumtext: 16_777_215,
  longtext: Infinity,
};

/** A character has up to four bytes. */
function surelyHeld({ base, length }: StoredType): number {
  const bytes = MOST_BYTES[base];
  return bytes === undefined ? (length ?? 1) : Math.floor(bytes / 4);
}

function mostCharacters({ base, length, labels }: StoredType): number {
  if (labels.length > 0) return Math.max(...labels.map((label) => label.length)) * labels.length;
  return MOST_BYTES[base] ?? length ?? 1;
}
