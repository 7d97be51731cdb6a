import { below, chance } from '../random/stream.ts';
import { choose, weighted } from '../random/weighted.ts';
import type { Channel } from './channel.ts';
import type { Order } from './order.ts';
import type { Shop } from './shop.ts';

export type PaymentMethod = 'credit_card' | 'debit_card' | 'wallet' | 'bank_transfer' | 'cash' | 'voucher';

export interface Payment {
  /** From 1: an order may be paid in several ways. */
  readonly seq: number;
  readonly method: PaymentMethod;
  readonly installments: number;
  readonly cents: number;
}

const ONLINE = weighted<PaymentMethod>([
  ['credit_card', 46],
  ['wallet', 30],
  ['debit_card', 14],
  ['bank_transfer', 10],
]);

const METHODS: Readonly<Record<Channel, typeof ONLINE>> = {
  web: ONLINE,
  mobile: ONLINE,
  retail: weighted<PaymentMethod>([
    ['debit_card', 45],
    ['cash', 30],
    ['credit_card', 25],
  ]),
};

const VOUCHER_SHARE = 0.06;
const INSTALMENT_SHARE = 0.15;
const INSTALMENTS = [3, 6, 12];
const INSTALMENTS_FROM_CENTS = 10_000;

/** How the total of an order was paid: by one way, or the rest of it by a voucher. */
export function paymentsOf(shop: Shop, order: Order, totalCents: number): Payment[] {
  const { payment } = shop.streams;
  const { number } = order;
  const method = choose(METHODS[order.channel], payment, number, 0);
  const byVoucher = chance(payment, number, 1, VOUCHER_SHARE) ? Math.floor(totalCents * 0.3) : 0;
  const inParts =
    method === 'credit_card' &&
    totalCents >= INSTALMENTS_FROM_CENTS &&
    chance(payment, number, 2, INSTALMENT_SHARE);
  const installments = inParts ? (INSTALMENTS[below(payment, number, 3, INSTALMENTS.length)] ?? 1) : 1;
  const main = { seq: 1, method, installments, cents: totalCents - byVoucher };
  return byVoucher === 0 ? [main] : [main, { seq: 2, method: 'voucher', installments: 1, cents: byVoucher }];
}
