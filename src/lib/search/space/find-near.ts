import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { type LiveFilter, passLiveFilter } from '../filter/live-filter.ts';
import { isNarrow, readPassing } from '../filter/passing-products.ts';
import { byScore, type Scored } from '../scores/strongest.ts';
import { LEAST_NEAREST, MOST_EXACT, type NearPlan, planNear } from './plan-near.ts';
import type { ScanMethod, SpaceScan } from './space-scan.ts';

/** The products that are nearest to a query. */
export interface NearProducts {
  /** The nearest first. */
  readonly nearest: readonly Scored[];
  /** What found them: the vector index, or comparing each one that passes the filter. */
  readonly method: ScanMethod;
  /** Cosines of further products. */
  cosines(productIds: readonly number[]): Promise<ReadonlyMap<number, number>>;
}

export interface NearQuery {
  readonly connection: MariadbConnection;
  readonly scan: SpaceScan;
  readonly filter: LiveFilter;
  /** Products of the catalogue. */
  readonly products: number;
  /** Hits that are wanted. */
  readonly wanted: number;
}

/** Finds near products under a filter, as `planNear` says; if too few of them pass, each one that passes is compared. */
export async function findNear(query: Float32Array, asked: NearQuery): Promise<NearProducts> {
  const { connection, scan, filter, products, wanted } = asked;
  const passing = isNarrow(filter) ? await readPassing(connection, filter, MOST_EXACT + 1) : undefined;
  const plan: NearPlan = planNear({ products, passing: passing?.length, wanted });
  const cosines = (productIds: readonly number[]) => scan.among(query, productIds);
  if (plan.kind === 'nearest') {
    const nearest = await scan.nearest(query, plan.count);
    if (passing === undefined || (await countPassing(asked, nearest)) >= wanted)
      return { nearest, method: scan.method, cosines };
  }
  const all = plan.kind === 'among' ? (passing ?? []) : await readPassing(connection, filter, products);
  const found = [...(await scan.among(query, all))].toSorted(byScore);
  return { nearest: found.slice(0, Math.max(LEAST_NEAREST, wanted)), method: 'exact', cosines };
}

async function countPassing({ connection, filter }: NearQuery, nearest: readonly Scored[]): Promise<number> {
  const passed = await passLiveFilter(
    connection,
    filter,
    nearest.map(([productId]) => productId),
  );
  return passed.size;
}
