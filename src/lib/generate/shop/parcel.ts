import { below, chance } from '../random/stream.ts';
import { HOUR } from '../time/calendar.ts';
import { CARRIERS } from '../vocabulary/companies.ts';
import type { Order } from './order.ts';
import type { OrderProgress } from './order-progress.ts';
import type { Shop } from './shop.ts';

/** A parcel of an order. */
export interface Parcel {
  readonly carrier: (typeof CARRIERS)[number];
  readonly trackingNo: number;
  readonly shippedAt: number;
  readonly deliveredAt: number | undefined;
}

const Draw = { SPLIT: 0, CARRIER: 1, EARLIER: 2, TRACKING: 3 } as const;

const SPLIT_SHARE = 0.1;

/** The parcels in which an order travels; its first line goes into the first one, the next into the next, and so on. */
export function parcelsOf(shop: Shop, { number }: Order, progress: OrderProgress, lines: number): Parcel[] {
  const { shipment } = shop.streams;
  const { shippedAt, deliveredAt } = progress;
  if (shippedAt === undefined) return [];
  const carrier = CARRIERS[below(shipment, number, Draw.CARRIER, CARRIERS.length)] ?? CARRIERS[0];
  const trackingNo = 100_000_000 + below(shipment, number, Draw.TRACKING, 900_000_000);
  const last = { carrier, trackingNo, shippedAt, deliveredAt };
  if (lines === 1 || !chance(shipment, number, Draw.SPLIT, SPLIT_SHARE)) return [last];
  const hoursEarlier = below(shipment, number, Draw.EARLIER, 12);
  const earlier = deliveredAt === undefined ? undefined : deliveredAt - hoursEarlier * HOUR;
  return [
    { ...last, deliveredAt: earlier },
    { ...last, trackingNo: trackingNo + 1 },
  ];
}
