import { chooseItem, DRAWS_PER_CHOICE } from '../random/popularity.ts';
import { below, chance, fraction } from '../random/stream.ts';
import { channelAt, momentOf } from '../time/rhythm.ts';
import type { Channel } from './channel.ts';
import { earlyCustomer, registeredAt } from './customer.ts';
import type { Shop } from './shop.ts';

/** When and where something was bought. */
export interface Order {
  readonly number: number;
  readonly placedAt: number;
  readonly channel: Channel;
}

const Draw = { MOMENT: 0, CHANNEL: 1, STORE: 2, ADDRESS: 3 } as const;

const SECOND_ADDRESS_SHARE = 0.11;

/** Numbers are given out in the order in which orders come in. */
export function orderOf(shop: Shop, number: number): Order {
  const { order } = shop.streams;
  const share = (number + fraction(order, number, Draw.MOMENT)) / shop.spec.orders;
  const placedAt = momentOf(shop.rhythm, share);
  return {
    number,
    placedAt,
    channel: channelAt(shop.rhythm, placedAt, fraction(order, number, Draw.CHANNEL)),
  };
}

/** The store of an order in the channel `retail`. */
export function storeOf(shop: Shop, { number }: Order): number {
  return below(shop.streams.order, number, Draw.STORE, shop.counts.store);
}

/** Whether the parcel goes to the customer's second address. */
export function goesToSecondAddress(shop: Shop, { number }: Order): boolean {
  return chance(shop.streams.order, number, Draw.ADDRESS, SECOND_ADDRESS_SHARE);
}

/** At least two customers in five are there from the start, so that hardly one choice in 60 fails so often. */
const TRIES = 8;

/** The customer: somebody who is registered by then. */
export function buyerOf(shop: Shop, { number, placedAt }: Order): number {
  let customer = 0;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    customer = chooseItem(shop.buyers, shop.streams.buyer, number, attempt * DRAWS_PER_CHOICE);
    if (registeredAt(shop, customer) <= placedAt) return customer;
  }
  return earlyCustomer(shop, customer);
}
