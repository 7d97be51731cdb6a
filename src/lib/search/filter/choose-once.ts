import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { Prompt } from '../../infra/output/prompt.ts';
import { chooseMarket } from './choose-market.ts';
import type { Market } from './live-filter.ts';
import type { WantedMarket } from './read-markets.ts';

interface Asking {
  readonly connection: MariadbConnection;
  readonly prompt: Pick<Prompt, 'interactive' | 'select'>;
  readonly isNeeded: boolean;
}

/**
 * As `chooseMarket`, remembered: in a session neither the server nor the person is asked for every query. Throws what that
 * throws, and remembers no failure.
 */
export async function chooseOnce(
  known: Map<string, Market | undefined>,
  wanted: WantedMarket,
  { connection, prompt, isNeeded }: Asking,
): Promise<Market | undefined> {
  const key = JSON.stringify([wanted.channel ?? null, wanted.currency ?? null, isNeeded]);
  if (!known.has(key)) known.set(key, await chooseMarket(connection, wanted, { prompt, isNeeded }));
  return known.get(key);
}
