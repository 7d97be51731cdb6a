import { z } from 'zod';
import { appendDateTime } from './append-time.ts';
import { type CivilTime, NO_OFFSET, createCivilTime } from './civil-time.ts';
import { secondsFromCivil, setFromSeconds } from './civil-time.ts';
import type { CellWriter, ColumnBehaviour } from './column-behaviour.ts';
import { boundsInOrder, commonFields } from './common-fields.ts';
import { compileDateFormats } from './date-format.ts';
import { boundSeconds, dateFormats, describeRange, timeBound } from './temporal-fields.ts';
import { CANNOT_STORE, Verdict } from './value-rule.ts';
import { createZone, isZoneName } from './zone-offsets.ts';

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
      .enum(['compatible', 'reject'])
      .default('compatible')
      .describe(
        'Local times that the clock showed twice or jumped over. compatible: the first of the two; as much behind the jump as the time lies behind its start. reject: the rule `local_time`.',
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
      if (rule === 'date_format') return `is no time in the format ${spec.formats.join(' or ')}`;
      if (rule === 'range') return `is not ${describeRange(spec)} in UTC`;
      if (rule === 'scale') return 'is finer than a millionth of a second';
      if (rule === 'local_time') return `was shown twice or never by the clocks of ${spec.zone}`;
      return undefined;
    },
  };
}

function datetimeWriter(spec: DatetimeSpec): CellWriter {
  const readTime = compileDateFormats(spec.formats);
  const min = spec.min === undefined ? -Infinity : boundSeconds(spec.min);
  const max = spec.max === undefined ? Infinity : boundSeconds(spec.max);
  const toUtc = utcConverter(spec);
  const time = createCivilTime();
  return (source, start, end, out) => {
    if (!readTime(source, start, end, time)) return Verdict.DATE_FORMAT | CANNOT_STORE;
    if (time.hasFinerFraction) return Verdict.SCALE | CANNOT_STORE;
    const seconds = toUtc(time);
    if (Number.isNaN(seconds)) return Verdict.LOCAL_TIME | CANNOT_STORE;
    if (seconds < FIRST_SECOND || seconds > LAST_SECOND) return Verdict.RANGE | CANNOT_STORE;
    appendDateTime(out, time);
    return seconds < min || seconds > max ? Verdict.RANGE : Verdict.OK;
  };
}

const FIRST_SECOND = boundSeconds('0001-01-01 00:00:00');
const LAST_SECOND = boundSeconds('9999-12-31 23:59:59');

/** Brings a time to UTC in place and returns it in seconds since 1970; NaN for a local time that is unclear. */
function utcConverter(spec: DatetimeSpec): (time: CivilTime) => number {
  const zone = createZone(spec.zone);
  const strict = spec.unclear_local_time === 'reject';
  return (time) => {
    const local = secondsFromCivil(time);
    const seconds = time.offset === NO_OFFSET ? zone.toUtc(local, strict) : local - time.offset;
    if (seconds !== local && !Number.isNaN(seconds)) setFromSeconds(time, seconds);
    return seconds;
  };
}
