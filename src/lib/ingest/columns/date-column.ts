import { z } from 'zod';
import { appendDate } from './append-time.ts';
import { createCivilTime, secondsFromCivil } from './civil-time.ts';
import type { CellWriter, ColumnBehaviour } from './column-behaviour.ts';
import { boundsInOrder, commonFields } from './common-fields.ts';
import { compileDateFormats } from './date-format.ts';
import { boundSeconds, dateFormats, describeRange, timeBound } from './temporal-fields.ts';
import { CANNOT_STORE, Verdict } from './value-rule.ts';

const dateSpec = z
  .strictObject({
    type: z.literal('date'),
    ...commonFields('both'),
    formats: dateFormats(),
    min: timeBound('The earliest date.'),
    max: timeBound('The latest date.'),
  })
  .superRefine(boundsInOrder(boundSeconds));

type DateSpec = z.infer<typeof dateSpec>;

export const column = { spec: dateSpec, behaviour: dateColumn };

function dateColumn(spec: DateSpec): ColumnBehaviour {
  return {
    sqlType: 'DATE',
    write: dateWriter(spec),
    explain: (rule) => {
      if (rule === 'date_format') return `is not a date in the format ${spec.formats.join(' or ')}`;
      if (rule === 'scale') return 'has a time of day other than midnight';
      if (rule === 'range') return `is not ${describeRange(spec)}`;
      return undefined;
    },
  };
}

/** A time of day other than midnight is not a date: dropping it in silence would lose data. */
function dateWriter(spec: DateSpec): CellWriter {
  const readTime = compileDateFormats(spec.formats);
  const min = spec.min === undefined ? -Infinity : boundSeconds(spec.min);
  const max = spec.max === undefined ? Infinity : boundSeconds(spec.max);
  const time = createCivilTime();
  return (source, start, end, out) => {
    if (!readTime(source, start, end, time)) return Verdict.DATE_FORMAT | CANNOT_STORE;
    if (time.hour + time.minute + time.second + time.micros > 0) return Verdict.SCALE | CANNOT_STORE;
    appendDate(out, time);
    const seconds = secondsFromCivil(time);
    return seconds < min || seconds > max ? Verdict.RANGE : Verdict.OK;
  };
}
