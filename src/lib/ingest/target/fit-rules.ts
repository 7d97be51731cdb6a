import type { FitRule } from './fit.ts';
import { fitBit, fitDecimal, fitFloating, fitInteger, fitYear } from './fit-numbers.ts';
import { fitBinary, fitBytes, fitChar, fitEnum, fitInet4, fitInet6, fitNothing } from './fit-texts.ts';
import { fitSet, fitText, fitUuid } from './fit-texts.ts';
import { fitDate, fitDateTime, fitTime } from './fit-times.ts';
import type { StoredType } from './stored-type.ts';

const RULES: Readonly<Record<string, FitRule>> = {
  tinyint: fitInteger,
  smallint: fitInteger,
  mediumint: fitInteger,
  int: fitInteger,
  bigint: fitInteger,
  decimal: fitDecimal,
  float: fitFloating,
  double: fitFloating,
  bit: fitBit,
  year: fitYear,
  date: fitDate,
  datetime: fitDateTime,
  timestamp: fitDateTime,
  time: fitTime,
  char: fitChar,
  varchar: fitText,
  tinytext: fitText,
  text: fitText,
  mediumtext: fitText,
  longtext: fitText,
  json: fitText,
  binary: fitBinary,
  varbinary: fitBytes,
  tinyblob: fitBytes,
  blob: fitBytes,
  mediumblob: fitBytes,
  longblob: fitBytes,
  enum: fitEnum,
  set: fitSet,
  uuid: fitUuid,
  inet4: fitInet4,
  inet6: fitInet6,
};

/** What a column of this type does with values; refuses types that nobody has thought about. */
export function fitRule({ base }: StoredType): FitRule {
  return RULES[base] ?? fitNothing;
}
