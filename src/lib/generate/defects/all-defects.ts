import type { Table } from '../tables/table.ts';
import { blankRecord } from './blank-record.ts';
import { brokenUtf8 } from './broken-utf8.ts';
import { contradiction } from './contradiction.ts';
import type { Defect, Target } from './defect.ts';
import { duplicateKey } from './duplicate-key.ts';
import { foreignCharacter } from './foreign-character.ts';
import { implausibleDate } from './implausible-date.ts';
import { impossibleDate } from './impossible-date.ts';
import { lostQuote } from './lost-quote.ts';
import { malformedCode } from './malformed-code.ts';
import { missingValue } from './missing-value.ts';
import { negativeNumber } from './negative-number.ts';
import { nulByte } from './nul-byte.ts';
import { strayQuote } from './stray-quote.ts';
import { surplusDecimals } from './surplus-decimals.ts';
import { textAfterQuote } from './text-after-quote.ts';
import { tooLong } from './too-long.ts';
import { unknownChoice } from './unknown-choice.ts';
import { wrongFieldCount } from './wrong-field-count.ts';
import { wrongType } from './wrong-type.ts';

/** What any table may suffer from. */
const DEFECTS: readonly Defect[] = [
  wrongType,
  missingValue,
  negativeNumber,
  surplusDecimals,
  impossibleDate,
  implausibleDate,
  unknownChoice,
  tooLong,
  foreignCharacter,
  malformedCode,
  brokenUtf8,
  nulByte,
  strayQuote,
  textAfterQuote,
  lostQuote,
  wrongFieldCount,
  blankRecord,
  duplicateKey,
];

/** A defect that a table can have, with what it can be about there. */
export interface PossibleDefect {
  readonly defect: Defect;
  readonly targets: readonly Target[];
}

/** Every defect that a table can have; its own mistakes are the last. */
export function possibleDefects(table: Table): PossibleDefect[] {
  return [...DEFECTS, ...table.mistakes.map(contradiction)]
    .map((defect) => ({ defect, targets: defect.targets(table) }))
    .filter(({ targets }) => targets.length > 0);
}
