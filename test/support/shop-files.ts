import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seededRandom } from './random.ts';

/** How many of each defect `writeShopFiles` puts in; all else in the files is sound. */
export const DEFECTS = {
  /** Geolocation records that stand there before, byte for byte. */
  repeatedPoints: 150,
  /** Customers whose postcode has a letter, so that they and their orders cannot be loaded. */
  badPostcodes: 12,
  /** Order lines of a product that does not come. */
  unknownProducts: 3,
} as const;

const SIZES = { orders: 1500, points: 2500, products: 300 };
/** For what is loaded very often, still with several chunks of points; it has fewer defects than `DEFECTS` says. */
export const SMALL_SHOP = { orders: 300, points: 2500, products: 60 };
const SELLERS = 40;

/** What people write: letters beyond ASCII, four-byte characters, line breaks, quotes and backslashes. */
const MESSAGES = [
  '',
  '',
  'Chegou antes do prazo, obrigado',
  'Não recebi 😡',
  'A "capa" veio errada,\r\nquero trocar',
  'caminho C:\\temp\\nota',
  'Ótimo 👏🏽\r\n\r\nrecomendo',
];

/** Writes nine small files in the layout of the Olist source, the same for the same seed and sizes. */
export async function writeShopFiles(
  directory: string,
  { seed = 1, ...sizes }: Partial<typeof SIZES> & { readonly seed?: number } = {},
): Promise<void> {
  const { orders: orderCount, points: pointCount, products: productCount } = { ...SIZES, ...sizes };
  await mkdir(directory, { recursive: true });
  const random = seededRandom(seed);
  const below = (count: number) => Math.floor(random() * count);
  const pick = <Item>(items: readonly Item[]): Item => items[below(items.length)]!;
  const id = (kind: string, number: number) => `${kind}${number.toString(16)}`.padStart(32, '0');
  const day = (number: number) =>
    new Date(Date.UTC(2017, 0, 1 + number, 15, number % 60)).toISOString().slice(0, 19).replace('T', ' ');
  const write = (name: string, header: string, records: readonly (readonly (string | number)[])[]) =>
    writeFile(join(directory, name), `${[header, ...records.map(toRecord)].join('\n')}\n`);

  const postcodes = Array.from({ length: 400 }, (_, index) => String(1000 + index * 37).padStart(5, '0'));
  const points = Array.from({ length: pointCount }, (_, index) => [
    pick(postcodes),
    (-23 - index / 10_000).toFixed(12),
    (-46 - random()).toFixed(13),
    pick(['sao paulo', 'são paulo', 'osasco']),
    'SP',
  ]);
  const repeated = Array.from({ length: DEFECTS.repeatedPoints }, () => pick(points));
  await write(
    'olist_geolocation_dataset.csv',
    'geolocation_zip_code_prefix,geolocation_lat,geolocation_lng,geolocation_city,geolocation_state',
    [...points, ...repeated],
  );

  const categories = ['beleza_saude', 'brinquedos', 'livros'];
  await write(
    'product_category_name_translation.csv',
    'product_category_name,product_category_name_english',
    categories.map((name) => [name, name.toUpperCase()]),
  );
  await write(
    'olist_products_dataset.csv',
    'product_id,product_category_name,product_name_lenght,product_description_lenght,product_photos_qty,product_weight_g,product_length_cm,product_height_cm,product_width_cm',
    Array.from({ length: productCount }, (_, index) => [
      id('a', index),
      pick(['', ...categories]),
      40 + below(20),
      200 + below(900),
      1 + below(5),
      100 + below(9000),
      10 + below(60),
      5 + below(40),
      5 + below(40),
    ]),
  );
  await write(
    'olist_sellers_dataset.csv',
    'seller_id,seller_zip_code_prefix,seller_city,seller_state',
    Array.from({ length: SELLERS }, (_, index) => [id('b', index), pick(postcodes), 'osasco', 'SP']),
  );

  const orders = Array.from({ length: orderCount }, (_, index) => ({
    index,
    order: id('c', index),
    day: below(600),
    status: pick(['delivered', 'delivered', 'shipped', 'canceled', 'invoiced']),
  }));
  await write(
    'olist_customers_dataset.csv',
    'customer_id,customer_unique_id,customer_zip_code_prefix,customer_city,customer_state',
    orders.map(({ index }) => {
      const postcode = index % 120 === 7 && index < 120 * DEFECTS.badPostcodes ? '0A123' : pick(postcodes);
      // Every twentieth order is by somebody who has ordered before.
      return [id('d', index), id('e', index % 20 === 0 ? 0 : index), postcode, 'são paulo', 'SP'];
    }),
  );
  await write(
    'olist_orders_dataset.csv',
    'order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at,order_delivered_carrier_date,order_delivered_customer_date,order_estimated_delivery_date',
    orders.map(({ index, order, day: bought, status }) => [
      order,
      id('d', index),
      status,
      day(bought),
      status === 'canceled' ? '' : day(bought + 1),
      ['delivered', 'shipped'].includes(status) ? day(bought + 2) : '',
      status === 'delivered' ? day(bought + 9) : '',
      day(bought + 20),
    ]),
  );
  await write(
    'olist_order_items_dataset.csv',
    'order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value',
    orders.map(({ index, order, day: bought }) => [
      order,
      1,
      index % 400 === 3 && index < 400 * DEFECTS.unknownProducts
        ? id('f', index)
        : id('a', below(productCount)),
      id('b', below(SELLERS)),
      day(bought + 5),
      (below(90_000) / 100).toFixed(2),
      (below(4000) / 100).toFixed(2),
    ]),
  );
  await write(
    'olist_order_payments_dataset.csv',
    'order_id,payment_sequential,payment_type,payment_installments,payment_value',
    orders.map(({ order }) => [
      order,
      1,
      pick(['credit_card', 'boleto']),
      1 + below(10),
      (below(90_000) / 100).toFixed(2),
    ]),
  );
  await write(
    'olist_order_reviews_dataset.csv',
    'review_id,order_id,review_score,review_comment_title,review_comment_message,review_creation_date,review_answer_timestamp',
    orders.map(({ index, order, day: bought }) => [
      id('9', index),
      order,
      1 + below(5),
      '',
      pick(MESSAGES),
      day(bought + 10),
      day(bought + 12),
    ]),
  );
}

function toRecord(cells: readonly (string | number)[]): string {
  return cells
    .map((cell) => (/[",\r\n]/.test(String(cell)) ? `"${String(cell).replaceAll('"', '""')}"` : cell))
    .join(',');
}
