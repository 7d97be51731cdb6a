import { below, fraction } from '../random/stream.ts';
import { DAY, HOUR } from '../time/calendar.ts';
import type { Order } from './order.ts';
import type { Shop } from './shop.ts';

export type OrderStatus =
  'created' | 'approved' | 'processing' | 'shipped' | 'delivered' | 'canceled' | 'unavailable';

/** How far an order has come by the end of the period; what had not happened by then is undefined. */
export interface OrderProgress {
  readonly status: OrderStatus;
  readonly approvedAt: number | undefined;
  readonly processingAt: number | undefined;
  readonly shippedAt: number | undefined;
  readonly deliveredAt: number | undefined;
  /** When it was called off, or found to be undeliverable. */
  readonly closedAt: number | undefined;
  readonly promisedAt: number | undefined;
}

const Draw = {
  END: 8,
  APPROVAL: 9,
  PROCESSING: 10,
  SHIPPING: 11,
  DELIVERY: 12,
  PROMISE: 13,
  CLOSING: 14,
} as const;

/** How orders end that are not delivered, by their share of all. */
const CALLED_OFF_UNPAID = 0.015;
const CALLED_OFF_PAID = 0.03;
const UNAVAILABLE = 0.006;

export function progressOf(shop: Shop, order: Order): OrderProgress {
  const { to } = shop.spec;
  const planned = order.channel === 'retail' ? carriedHome(order) : sentHome(shop, order);
  const approvedAt = ifBefore(to, planned.approvedAt);
  const processingAt = ifBefore(to, planned.processingAt);
  const shippedAt = ifBefore(to, planned.shippedAt);
  const deliveredAt = ifBefore(to, planned.deliveredAt);
  const closedAt = ifBefore(to, planned.closedAt);
  return {
    status: statusOf({ approvedAt, processingAt, shippedAt, deliveredAt, closedAt }, planned.endsAs),
    approvedAt,
    processingAt,
    shippedAt,
    deliveredAt,
    closedAt,
    promisedAt: planned.promisedAt,
  };
}

function ifBefore(end: number, moment: number | undefined): number | undefined {
  return moment !== undefined && moment < end ? moment : undefined;
}

type Planned = Omit<OrderProgress, 'status'> & {
  /** Its last status, once time enough has passed. */
  readonly endsAs: 'delivered' | 'canceled' | 'unavailable';
};

/** Paid at the till and taken along. */
function carriedHome({ placedAt }: Order): Planned {
  return {
    approvedAt: placedAt,
    processingAt: undefined,
    shippedAt: undefined,
    deliveredAt: placedAt,
    closedAt: undefined,
    promisedAt: undefined,
    endsAs: 'delivered',
  };
}

/** Most are paid within minutes, some wait for a bank; a parcel leaves within two days and travels for up to six. */
function sentHome(shop: Shop, { number, placedAt }: Order): Planned {
  const { order } = shop.streams;
  const end = fraction(order, number, Draw.END);
  const approvedAt = placedAt + 20 + Math.floor(cubed(fraction(order, number, Draw.APPROVAL)) * 2 * DAY);
  const promisedAt = (Math.floor(placedAt / DAY) + 3 + below(order, number, Draw.PROMISE, 5)) * DAY;
  const closing = Math.floor(fraction(order, number, Draw.CLOSING) * HOUR);
  if (end < CALLED_OFF_UNPAID) {
    return calledOff(undefined, placedAt + 2 * HOUR + closing, promisedAt, 'canceled');
  }
  if (end < CALLED_OFF_UNPAID + CALLED_OFF_PAID + UNAVAILABLE) {
    const endsAs = end < CALLED_OFF_UNPAID + CALLED_OFF_PAID ? 'canceled' : 'unavailable';
    return calledOff(approvedAt, approvedAt + closing, promisedAt, endsAs);
  }
  const processingAt = approvedAt + HOUR + Math.floor(fraction(order, number, Draw.PROCESSING) * 8 * HOUR);
  const shippedAt =
    processingAt + 2 * HOUR + Math.floor(cubed(fraction(order, number, Draw.SHIPPING)) * 40 * HOUR);
  const deliveredAt =
    shippedAt + 14 * HOUR + Math.floor(cubed(fraction(order, number, Draw.DELIVERY)) * 5 * DAY);
  return {
    approvedAt,
    processingAt,
    shippedAt,
    deliveredAt,
    closedAt: undefined,
    promisedAt,
    endsAs: 'delivered',
  };
}

function calledOff(
  approvedAt: number | undefined,
  closedAt: number,
  promisedAt: number,
  endsAs: Planned['endsAs'],
): Planned {
  return {
    approvedAt,
    processingAt: undefined,
    shippedAt: undefined,
    deliveredAt: undefined,
    closedAt,
    promisedAt,
    endsAs,
  };
}

/** Makes small shares frequent. By multiplication, as powers need not be rounded alike everywhere. */
function cubed(share: number): number {
  return share * share * share;
}

function statusOf(
  seen: Omit<OrderProgress, 'status' | 'promisedAt'>,
  endsAs: Planned['endsAs'],
): OrderStatus {
  if (seen.closedAt !== undefined) return endsAs;
  if (seen.deliveredAt !== undefined) return 'delivered';
  if (seen.shippedAt !== undefined) return 'shipped';
  if (seen.processingAt !== undefined) return 'processing';
  return seen.approvedAt === undefined ? 'created' : 'approved';
}
