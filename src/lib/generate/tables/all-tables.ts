import { customers } from './customers.ts';
import { orderItems } from './order-items.ts';
import { orders } from './orders.ts';
import { payments } from './payments.ts';
import { prices } from './prices.ts';
import { products } from './products.ts';
import { promotions } from './promotions.ts';
import { returns } from './returns.ts';
import { reviews } from './reviews.ts';
import { shipments } from './shipments.ts';
import { stock } from './stock.ts';
import { stores } from './stores.ts';
import type { Table } from './table.ts';
import { variants } from './variants.ts';
import { warehouses } from './warehouses.ts';

/** Every file of the export, in the order in which they refer to one another. */
export const TABLES: readonly Table[] = [
  stores,
  warehouses,
  products,
  variants,
  prices,
  stock,
  promotions,
  customers,
  orders,
  orderItems,
  payments,
  shipments,
  returns,
  reviews,
];

export function tableNamed(name: string): Table | undefined {
  return TABLES.find((table) => table.name === name);
}
