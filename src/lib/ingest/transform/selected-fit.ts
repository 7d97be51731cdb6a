import { KEPT, type SelectedFit, type SelectedRule } from './selected-kinds.ts';
import type { StoredType } from '../target/stored-type.ts';
import {
  selectedForAddress,
  selectedForBytes,
  selectedForInet6,
  selectedForLabels,
  selectedForOthers,
  selectedForText,
} from './selected-texts.ts';
import {
  selectedForBits,
  selectedForDecimal,
  selectedForFloating,
  selectedForYear,
} from './selected-numbers.ts';
import { selectedForDate, selectedForDateTime, selectedForTime } from './selected-times.ts';

const RULES: Readonly<Record<string, SelectedRule>> = {
  tinyint: selectedForDecimal,
  smallint: selectedForDecimal,
  mediumint: selectedForDecimal,
  int: selectedForDecimal,
  bigint: selectedForDecimal,
  decimal: selectedForDecimal,
  float: selectedForFloating,
  double: selectedForFloating,
  bit: selectedForBits,
  year: selectedForYear,
  date: selectedForDate,
  datetime: selectedForDateTime,
  timestamp: selectedForDateTime,
  time: selectedForTime,
  char: selectedForText,
  varchar: selectedForText,
  tinytext: selectedForText,
  text: selectedForText,
  mediumtext: selectedForText,
  longtext: selectedForText,
  json: selectedForText,
  binary: selectedForBytes,
  varbinary: selectedForBytes,
  tinyblob: selectedForBytes,
  blob: selectedForBytes,
  mediumblob: selectedForBytes,
  longblob: selectedForBytes,
  enum: selectedForLabels,
  set: selectedForLabels,
  uuid: selectedForAddress,
  inet4: selectedForAddress,
  inet6: selectedForInet6,
};

/** Judges one column of a select by its own type and that of the target's column. */
export function fitSelected(selected: StoredType, target: StoredType): SelectedFit {
  const { base, length } = selected;
  // A column of nothing but NULL. The server calls UNHEX of a LONGTEXT the same, so that one is not seen through.
  if (base === 'binary' && length === 0) return KEPT;
  const isSameType = base === target.base && length === target.length && selected.scale === target.scale;
  if (isSameType && selected.labels.join() === target.labels.join()) return KEPT;
  return (RULES[target.base] ?? selectedForOthers)(selected, target);
}
