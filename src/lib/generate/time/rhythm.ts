import { type Channel, CHANNELS } from '../shop/channel.ts';
import { type CivilDay, civilDay, DAY, HOUR, weekday } from './calendar.ts';
import {
  CHANNEL_WEIGHTS,
  HOUR_WEIGHTS,
  MONTH_WEIGHTS,
  PEAKS,
  WEEKDAY_WEIGHTS,
  YEARLY_GROWTH,
} from './rhythm-tables.ts';

const HOURS_PER_WEEK = 7 * 24;

/** When a shop sells: the orders of a period laid over its hours. Only + - * / are used, which every machine rounds alike. */
export interface Rhythm {
  /** Seconds since 1970, at midnight. */
  readonly from: number;
  /** The share of all orders that falls before the end of an hour of the period. */
  readonly cumulative: Float64Array;
  /** For each hour of the week, from Monday: the share of web, and of web and mobile. */
  readonly channelBounds: readonly (readonly [number, number])[];
}

/** Both ends in seconds since 1970, at midnight UTC; `to` is not part of the period. */
export function createRhythm(from: number, to: number): Rhythm {
  const week = Array.from({ length: HOURS_PER_WEEK }, (_, hour) =>
    CHANNELS.map((channel) => channelWeight(channel, hour)),
  );
  const weekTotals = week.map((weights) => weights.reduce((sum, weight) => sum + weight, 0));
  const cumulative = new Float64Array((to - from) / HOUR);
  let total = 0;
  for (let day = from / DAY; day < to / DAY; day += 1) {
    const weightOfDay = dayWeight(day) * (1 + (YEARLY_GROWTH * (day - from / DAY)) / 365);
    for (let hour = 0; hour < 24; hour += 1) {
      total += weightOfDay * (weekTotals[weekday(day) * 24 + hour] ?? 0);
      cumulative[(day - from / DAY) * 24 + hour] = total;
    }
  }
  return {
    from,
    cumulative: cumulative.map((weight) => weight / total),
    channelBounds: week.map(([web = 0, mobile = 0], hour) => {
      const sum = weekTotals[hour] ?? 1;
      return [web / sum, (web + mobile) / sum] as const;
    }),
  };
}

function channelWeight(channel: Channel, hourOfWeek: number): number {
  const hours = HOUR_WEIGHTS[channel];
  const perDay = hours.reduce((sum, weight) => sum + weight, 0);
  const onDay = WEEKDAY_WEIGHTS[channel][Math.floor(hourOfWeek / 24)] ?? 0;
  return (CHANNEL_WEIGHTS[channel] * onDay * (hours[hourOfWeek % 24] ?? 0)) / perDay;
}

function dayWeight(daysSince1970: number): number {
  const civil = civilDay(daysSince1970);
  const peak = PEAKS.find(({ from, to }) => isWithin(civil, from, to));
  return monthWeight(civil) * (peak?.factor ?? 1);
}

type MonthAndDay = readonly [number, number];

function isWithin({ month, day }: CivilDay, from: MonthAndDay, to: MonthAndDay): boolean {
  const place = month * 100 + day;
  return place >= from[0] * 100 + from[1] && place <= to[0] * 100 + to[1];
}

/** The weight of a month holds for its middle. */
function monthWeight({ month, day }: CivilDay): number {
  const afterMiddle = (day - 15) / 30;
  const neighbour = afterMiddle < 0 ? month + 10 : month;
  const own = MONTH_WEIGHTS[month - 1] ?? 1;
  const other = MONTH_WEIGHTS[neighbour % 12] ?? 1;
  return own + (other - own) * Math.min(0.5, Math.abs(afterMiddle));
}

/** The second by which this share of all orders has come in; a greater share never lies earlier. */
export function momentOf(rhythm: Rhythm, share: number): number {
  const { from, cumulative } = rhythm;
  let low = 0;
  let high = cumulative.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((cumulative[middle] ?? 1) > share) high = middle;
    else low = middle + 1;
  }
  const before = cumulative[low - 1] ?? 0;
  const within = (share - before) / ((cumulative[low] ?? 1) - before);
  return from + low * HOUR + Math.min(HOUR - 1, Math.floor(within * HOUR));
}

/** The channel of an order at that moment; `share` is evenly spread from 0 to 1. */
export function channelAt(rhythm: Rhythm, moment: number, share: number): Channel {
  const hours = Math.floor(moment / HOUR);
  const [web, mobile] = rhythm.channelBounds[weekday(Math.floor(hours / 24)) * 24 + (hours % 24)] ?? [1, 1];
  if (share < web) return 'web';
  return share < mobile ? 'mobile' : 'retail';
}
