import { AetherError } from '../core/errors.ts';
import type { Plan, Step } from '../core/plan.ts';
import { didYouMean } from '../core/suggest.ts';
import { formatBytes, formatCount, formatNumberOf } from '../core/units.ts';
import type { ChunkSettings } from './chunks/make-chunk.ts';
import { type Estimate, estimateTable } from './estimate-table.ts';
import type { GenerateRequest } from './generate-request.ts';
import { MOST_ITEMS } from './random/popularity.ts';
import { createShop, type ShopSpec } from './shop/shop.ts';
import { tableNamed, TABLES } from './tables/all-tables.ts';
import type { Table } from './tables/table.ts';
import { DAY, formatDay, parseDay } from './time/calendar.ts';

/** One file to write. */
export interface FileStep extends Step {
  readonly table: Table;
  readonly fileName: string;
  /** Units of the shop that its rows belong to. */
  readonly units: number;
  readonly estimate: Estimate;
}

export interface GenerationPlan extends Plan<FileStep> {
  readonly settings: ChunkSettings;
}

/** How many orders and products a shop has for each customer, where nobody says it. */
const ORDERS_PER_CUSTOMER = 4;
const CUSTOMERS_PER_PRODUCT = 10;
const FEWEST_PRODUCTS = 50;

const MOST_ORDERS = 1_000_000_000;
const MOST_DAYS = 7320;

/** Says which files there will be, and how large. Throws USAGE where the request cannot be met. */
export function planGeneration(request: GenerateRequest): GenerationPlan {
  const { seed, dirty, gzip } = request;
  const spec = shopSpec(request);
  const settings = { shop: spec, dirty, gzip };
  const shop = createShop(spec);
  const period = `${formatDay(spec.from)} to ${formatDay(spec.to - 1)}`;
  const steps = wantedTables(request.files).map((table): FileStep => {
    const estimate = estimateTable(shop, table, dirty);
    const fileName = `${table.name}.csv${gzip ? '.gz' : ''}`;
    const rows = `${estimate.isExact ? '' : 'about '}${formatNumberOf(estimate.rows, 'row')}`;
    return {
      id: `generate-${table.name}`,
      action: 'create',
      subject: fileName,
      summary: rows,
      cost: `about ${formatBytes(estimate.bytes)}${gzip ? ' before compression' : ''}`,
      facts: { rows: estimate.rows, rows_exact: estimate.isExact, estimated_bytes: estimate.bytes },
      table,
      fileName,
      units: shop.counts[table.unit],
      estimate,
    };
  });
  return {
    title: `Generate a shop from the seed "${seed}", ${period}, into ${request.out}`,
    steps,
    settings,
  };
}

function shopSpec(request: GenerateRequest): ShopSpec {
  const { seed, customers } = request;
  const products =
    request.products ?? Math.max(FEWEST_PRODUCTS, Math.ceil(customers / CUSTOMERS_PER_PRODUCT));
  const orders = request.orders ?? customers * ORDERS_PER_CUSTOMER;
  refuseMore('--customers', customers, MOST_ITEMS);
  refuseMore('--products', products, MOST_ITEMS);
  refuseMore('--orders', orders, MOST_ORDERS);
  const from = day('--from', request.from);
  const to = day('--to', request.to);
  if (to <= from) throw new AetherError('USAGE', `--to ${request.to} is not after --from ${request.from}`);
  refuseMore('days from --from to --to', (to - from) / DAY, MOST_DAYS);
  return { seed, customers, orders, products, from, to };
}

function refuseMore(what: string, count: number, most: number): void {
  if (count > most)
    throw new AetherError('USAGE', `${what}: ${formatCount(count)} is more than ${formatCount(most)}`);
}

function day(option: string, text: string): number {
  const seconds = parseDay(text);
  if (seconds !== undefined) return seconds;
  throw new AetherError('USAGE', `${option} ${text}: not a date; expected YYYY-MM-DD`);
}

/** The tables asked for, in the order in which they refer to one another; all of them where nothing is said. */
function wantedTables(files: string | undefined): readonly Table[] {
  if (files === undefined) return TABLES;
  const names = files.split(',').map((name) => name.trim().replace(/\.csv$/, ''));
  const known = TABLES.map(({ name }) => name);
  const unknown = names.find((name) => tableNamed(name) === undefined);
  if (unknown !== undefined) {
    throw new AetherError('USAGE', `--files: there is no file "${unknown}"${didYouMean(unknown, known)}`, {
      hint: `known are ${known.join(', ')}`,
    });
  }
  return TABLES.filter(({ name }) => names.includes(name));
}
