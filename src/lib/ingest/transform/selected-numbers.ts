import {
  compared,
  isExact,
  isFloating,
  isTexts,
  isWhole,
  KEPT,
  refused,
  type SelectedRule,
} from './selected-kinds.ts';

const AS_NUMBER = 'select a number: CAST(… AS DECIMAL(p,s)), or ROUND(…, s) if digits may go';

/** The most digits of a DECIMAL, and of its fraction in 10.11. */
const WIDEST = 'DECIMAL(65,30)';

/** Whole numbers and DECIMAL: fractions are rounded without a word. */
export const selectedForDecimal: SelectedRule = (selected, { scale }) => {
  if (isExact(selected)) {
    const digits = isWhole(selected) ? 0 : (selected.scale ?? 0);
    return digits <= (scale ?? 0) ? KEPT : compared((w, r) => `${w} <=> ${r}`);
  }
  if (selected.base === 'bit') return KEPT;
  if (selected.base === 'double') return compared((w, r) => `${w} <=> ${r}`);
  if (selected.base === 'float') return compared((w, r) => `(${w} <=> ${r} OR ${w} <=> CONCAT(${r}) + 0e0)`);
  // A comparison of a text with a number takes both for doubles.
  return isTexts(selected) ? compared((w, r) => `${w} <=> CAST(${r} AS ${WIDEST})`) : refused(AS_NUMBER);
};

/** FLOAT and DOUBLE: the same if they are shown with the same digits. */
export const selectedForFloating: SelectedRule = (selected, target) => {
  if (isFloating(selected)) {
    if (target.base === 'double' && target.scale === null) return KEPT;
    return compared((w, r) => `(${w} <=> ${r} OR CONCAT(${w}) + 0e0 <=> ${r} + 0e0)`);
  }
  if (isWhole(selected) && selected.base !== 'bigint' && target.base === 'double') return KEPT;
  const isText = isTexts(selected);
  if (!isText && !isExact(selected)) return refused(AS_NUMBER);
  const type = isText ? WIDEST : `DECIMAL(65,${selected.scale ?? 0})`;
  const shown = (w: string, r: string) => `CAST(CONCAT(${w}) AS ${type}) <=> CAST(${r} AS ${type})`;
  if (target.base === 'double') return compared(shown);
  return compared((w, r) => `(${shown(w, r)} OR CAST(${w} AS ${type}) <=> CAST(${r} AS ${type}))`);
};

/** BIT: of a text it takes the bits of the characters, and of a negative number those of a large one. */
export const selectedForBits: SelectedRule = (selected) => {
  if (isExact(selected) || isFloating(selected)) return compared((w, r) => `${w} + 0 <=> ${r}`);
  return selected.base === 'bit' ? KEPT : refused('select a number: CAST(… AS UNSIGNED)');
};

/** YEAR: 1 to 99 and the text 0 become years of this century and the last one. */
export const selectedForYear: SelectedRule = (selected) => {
  if (isExact(selected) || isFloating(selected)) return compared((w, r) => `${w} <=> ${r}`);
  return isTexts(selected) ? compared((w, r) => `${w} <=> ${r} + 0`) : refused('select the year: YEAR(…)');
};
