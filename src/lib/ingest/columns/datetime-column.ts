import { z } from 'zod';
import { appendDateTime } from './append-time.ts';
import { type CivilTime, NO_OFFSET, createCivilTime } from './civil-time.ts';
import { secondsFromCivil, setFromSeconds } from './civil-time.ts';
import type { CellWriter, ColumnBehaviour } from './column-behaviour.ts';
import { boundsInOrder, commonFields } from './common-fields.ts';
import { compileDateFormats } from './date-format.ts';
import { boundSeconds, dateFormats, describeRange, timeBound } from './temporal-fields.ts';
import { CANNOT_STORE, ONLY_WARNS, Verdict } from './value-rule.ts';
import { createZone, isZoneName, type Zone } from './zone-offsets.ts';

const datetimeSpec = z
  .strictObject({
    type: z.literal('datetime'),
    ...commonFields('both'),
    formats: dateFormats(),
    zone: z
      .string()
      .refine(isZoneName, 'must be the name of a time zone, such as America/Sao_Paulo')
      .default('UTC')
      .describe('The zone of values that name no offset; all are loaded in UTC.'),
    unclear_local_time: z
      .enum(['warn', 'compatible', 'reject'])
      .default('warn')
      .describe(
        'Local times that the clock skipped or showed twice. warn: a skipped one breaks the rule `local_time`; of one shown twice the first is loaded and a warning counted. compatible: both are loaded without a word, a skipped one as much after the jump as it is after its start. reject: both break the rule.',
      ),
    min: timeBound('The earliest time, in UTC.'),
    max: timeBound('The latest time, in UTC.'),
  })
  .superRefine(boundsInOrder(boundSeconds));

type DatetimeSpec = z.infer<typeof datetimeSpec>;

export const column = { spec: datetimeSpec, behaviour: datetimeColumn };

function datetimeColumn(spec: DatetimeSpec): ColumnBehaviour {
  return {
    sqlType: 'DATETIME(6)',
    write: datetimeWriter(spec),
    explain: (rule) => {
      if (rule === 'date_format') return `is not a time in the format ${spec.formats.join(' or ')}`;
      if (rule === 'range') return `is not ${describeRange(spec)} in UTC`;
      if (rule === 'scale') return 'is finer than a millionth of a second';
      if (rule === 'local_time') return `was skipped or shown twice by the clocks of ${spec.zone}`;
      return undefined;
    },
  };
}

function datetimeWriter(spec: DatetimeSpec): CellWriter {
  const readTime = compileDateFormats(spec.formats);
  const min = spec.min === undefined ? -Infinity : boundSeconds(spec.min);
  const max = spec.max === undefined ? Infinity : boundSeconds(spec.max);
  const zone = createZone(spec.zone);
  const verdicts = CLOCK_VERDICTS[spec.unclear_local_time];
  const time = createCivilTime();
  return (source, start, end, out) => {
    if (!readTime(source, start, end, time)) return Verdict.DATE_FORMAT | CANNOT_STORE;
    if (time.hasFinerFraction) return Verdict.SCALE | CANNOT_STORE;
    const isLocal = time.offset === NO_OFFSET;
    const seconds = bringToUtc(time, zone);
    const verdict = isLocal ? (verdicts[zone.shown()] ?? Verdict.OK) : Verdict.OK;
    if ((verdict & CANNOT_STORE) !== 0) return verdict;
    if (seconds < FIRST_SECOND || seconds > LAST_SECOND) return Verdict.RANGE | CANNOT_STORE;
    appendDateTime(out, time);
    return seconds < min || seconds > max ? Verdict.RANGE : verdict;
  };
}

const FIRST_SECOND = boundSeconds('0001-01-01 00:00:00');
const LAST_SECOND = boundSeconds('9999-12-31 23:59:59');

const UNCLEAR = Verdict.LOCAL_TIME | CANNOT_STORE;

/** By how often the clocks showed a local time: never, once, twice. */
const CLOCK_VERDICTS: Readonly<Record<DatetimeSpec['unclear_local_time'], readonly number[]>> = {
  warn: [UNCLEAR, Verdict.OK, Verdict.LOCAL_TIME | ONLY_WARNS],
  compatible: [],
  reject: [UNCLEAR, Verdict.OK, UNCLEAR],
};

/** Brings a time to UTC in place and returns it in seconds since 1970. */
function bringToUtc(time: CivilTime, zone: Zone): number {
  const local = secondsFromCivil(time);
  const seconds = time.offset === NO_OFFSET ? zone.toUtc(local) : local - time.offset;
  if (seconds !== local) setFromSeconds(time, seconds);
  return seconds;
}
