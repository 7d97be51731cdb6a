import type { Channel } from '../shop/channel.ts';

/** How much is ordered in a month against an average one; between the middles of two months it changes evenly. */
export const MONTH_WEIGHTS = [0.86, 0.82, 0.92, 0.95, 0.98, 0.94, 0.85, 0.84, 0.97, 1.03, 1.24, 1.45];

/** Days that stand out, by month and day, both included: the sales week of late November, the weeks before the holidays. */
export const PEAKS = [
  { from: [11, 21], to: [11, 30], factor: 1.9 },
  { from: [12, 8], to: [12, 20], factor: 1.3 },
  { from: [12, 24], to: [12, 26], factor: 0.45 },
] as const;

/** Orders grow by this much a year. */
export const YEARLY_GROWTH = 0.2;

/** How much of the week's orders a channel takes. */
export const CHANNEL_WEIGHTS: Readonly<Record<Channel, number>> = { web: 46, mobile: 38, retail: 16 };

/** From Monday: offices order online, Saturdays belong to the stores, which are closed on Sundays. */
export const WEEKDAY_WEIGHTS: Readonly<Record<Channel, readonly number[]>> = {
  web: [1.12, 1.08, 1.05, 1.03, 0.95, 0.8, 0.97],
  mobile: [0.95, 0.95, 0.97, 0.98, 1.0, 1.03, 1.12],
  retail: [0.9, 0.9, 0.95, 1.0, 1.35, 1.9, 0],
};

/** From midnight to 23 h, UTC. */
export const HOUR_WEIGHTS: Readonly<Record<Channel, readonly number[]>> = {
  web: [4, 2, 1, 1, 1, 2, 5, 10, 18, 24, 26, 25, 22, 23, 24, 23, 22, 21, 22, 25, 27, 24, 15, 8],
  mobile: [7, 4, 2, 1, 1, 2, 8, 15, 15, 13, 13, 14, 18, 16, 14, 14, 16, 20, 23, 27, 31, 33, 26, 15],
  retail: [0, 0, 0, 0, 0, 0, 0, 0, 6, 14, 20, 23, 22, 20, 19, 20, 24, 27, 22, 9, 0, 0, 0, 0],
};
