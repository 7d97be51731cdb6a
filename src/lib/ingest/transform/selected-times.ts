import type { StoredType } from '../target/stored-type.ts';
import {
  compared,
  isTexts,
  isTimestamp,
  KEPT,
  refused,
  type SelectedFit,
  type SelectedRule,
} from './selected-kinds.ts';

const AS_TIME = 'select a time: STR_TO_DATE(…), FROM_UNIXTIME(…), CAST(… AS DATETIME(6))';

/** DATE: a time of day is cut off. */
export const selectedForDate: SelectedRule = (selected) => {
  if (isTimestamp(selected)) return compared((w, r) => `${w} <=> ${r}`);
  return asMoment(selected);
};

/** DATETIME and TIMESTAMP: digits of the fraction are cut off. */
export const selectedForDateTime: SelectedRule = (selected, target) => {
  if (selected.base === 'date') return KEPT;
  if (!isTimestamp(selected)) return asMoment(selected);
  return (selected.length ?? 0) <= (target.length ?? 0) ? KEPT : compared((w, r) => `${w} <=> ${r}`);
};

/** With the day before it, which TIME drops, a text is not a time of day. */
const CLOCK = '^[[:space:]]*-?[0-9]+:[0-9]+:[0-9]+([.][0-9]*)?[[:space:]]*$';

/** TIME: 130 would be a minute and a half. */
export const selectedForTime: SelectedRule = (selected, target) => {
  if (selected.base === 'time')
    return (selected.length ?? 0) <= (target.length ?? 0) ? KEPT : compared((w, r) => `${w} <=> ${r}`);
  if (!isTexts(selected)) return refused('select a time of day: CAST(… AS TIME(6))');
  return compared((w, r) => `(${r} IS NULL OR ${r} RLIKE '${CLOCK}') AND ${w} <=> CAST(${r} AS TIME(6))`);
};

function asMoment(selected: StoredType): SelectedFit {
  return isTexts(selected) ? compared((w, r) => `${w} <=> CAST(${r} AS DATETIME(6))`) : refused(AS_TIME);
}
