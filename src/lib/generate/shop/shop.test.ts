import { describe, expect, it } from 'vitest';
import { parseDay } from '../time/calendar.ts';
import { CHANNELS } from './channel.ts';
import { registeredAt } from './customer.ts';
import { basketOf, lineTotal, usedPromotion } from './order-lines.ts';
import { progressOf } from './order-progress.ts';
import { buyerOf, orderOf } from './order.ts';
import { paymentsOf } from './payment.ts';
import { centsAt, priceChanges, pricePeriods } from './price.ts';
import { productOf, variantCountOf } from './product.ts';
import { descriptionOf, titleOf } from './product-text.ts';
import { createShop } from './shop.ts';
import { variantOf } from './variant.ts';

const from = parseDay('2025-10-01') ?? 0;
const to = parseDay('2026-10-01') ?? 0;
const shop = createShop({ seed: 'unit', customers: 500, orders: 2000, products: 120, from, to });
const ORDERS = Array.from({ length: 2000 }, (_, number) => orderOf(shop, number));
const PRODUCTS = Array.from({ length: 120 }, (_, number) => number);

describe('orders', () => {
  it('come in the order of their numbers, within the period', () => {
    const moments = ORDERS.map(({ placedAt }) => placedAt);
    expect(moments).toEqual(moments.toSorted((left, right) => left - right));
    expect(moments.every((moment) => moment >= from && moment < to)).toBe(true);
    expect(new Set(ORDERS.map(({ channel }) => channel))).toEqual(new Set(CHANNELS));
  });

  it('are placed by somebody who is registered', () => {
    for (const order of ORDERS)
      expect(registeredAt(shop, buyerOf(shop, order))).toBeLessThanOrEqual(order.placedAt);
  });

  it('cost what their lines cost, and are paid for that', () => {
    for (const order of ORDERS) {
      const basket = basketOf(shop, order);
      const owed = basket.lines.reduce((sum, line) => sum + lineTotal(line, basket), 0);
      const paid = paymentsOf(shop, order, basket.totalCents).reduce((sum, { cents }) => sum + cents, 0);
      expect(basket.totalCents).toBe(owed);
      expect(paid).toBe(owed);
      expect(usedPromotion(shop, order)).toEqual(basket.promotion);
      for (const line of basket.lines)
        expect(line.discountCents).toBeLessThanOrEqual(line.quantity * line.unitCents);
    }
  });

  it('go forward in time, and no further than the period', () => {
    for (const order of ORDERS) {
      const { approvedAt, processingAt, shippedAt, deliveredAt, closedAt } = progressOf(shop, order);
      const moments = [order.placedAt, approvedAt, processingAt, shippedAt, deliveredAt, closedAt];
      const known = moments.filter((moment) => moment !== undefined);
      expect(known).toEqual(known.toSorted((left, right) => left - right));
      expect(Math.max(...known)).toBeLessThan(to);
    }
  });
});

describe('products', () => {
  it('have variants that differ', () => {
    for (const product of PRODUCTS) {
      const count = variantCountOf(shop, product);
      const names = Array.from({ length: count }, (_, place) =>
        JSON.stringify(variantOf(shop, product, place)),
      );
      expect(new Set(names).size).toBe(count);
    }
  });

  it('have prices without gaps and overlaps, and are sold at the one that holds', () => {
    for (const product of PRODUCTS) {
      const item = { product, variant: 0 };
      const periods = pricePeriods(shop, item, 'web', priceChanges(shop, product));
      expect(periods[0]!.from).toBeLessThan(from);
      expect(periods.at(-1)!.to).toBeUndefined();
      periods.forEach((period, place) => {
        const end = period.to ?? to;
        expect(periods[place + 1]?.from).toBe(period.to);
        expect(end).toBeGreaterThan(period.from);
        if (end > from) expect(centsAt(shop, item, 'web', end - 1)).toBe(period.cents);
        if (period.listCents !== undefined) expect(period.listCents).toBeGreaterThanOrEqual(period.cents);
      });
    }
  });

  it('are described in words of their own category', () => {
    const texts = PRODUCTS.map((number) => {
      const product = productOf(shop, number);
      const description = descriptionOf(shop, product);
      expect(titleOf(shop, product)).toContain(product.brandName);
      expect(description).toContain(product.material);
      expect(description).toContain(product.uses[0]);
      expect(description).toContain(product.category.care);
      expect(description).not.toMatch(/[{}]|undefined/);
      return titleOf(shop, product);
    });
    expect(new Set(texts).size).toBe(texts.length);
  });
});
