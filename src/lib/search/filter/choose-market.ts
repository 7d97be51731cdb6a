import { AetherError } from '../../core/errors.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { Prompt } from '../../infra/output/prompt.ts';
import type { Market } from './live-filter.ts';
import { readMarkets, type WantedMarket } from './read-markets.ts';

/**
 * Whose prices count: what was said, else the only market that has prices, else what the person at the terminal says.
 * undefined if several are possible and no price is asked for. Throws USAGE if a price is asked for and none is chosen.
 */
export async function chooseMarket(
  connection: MariadbConnection,
  wanted: WantedMarket,
  {
    prompt,
    isNeeded,
  }: { readonly prompt: Pick<Prompt, 'interactive' | 'select'>; readonly isNeeded: boolean },
): Promise<Market | undefined> {
  const possible = await readMarkets(connection, wanted);
  if (possible.length === 1) return possible[0];
  const wish = [wanted.channel, wanted.currency].filter((part) => part !== undefined).join(' ');
  if (wish !== '' && possible.length === 0) {
    const known = await readMarkets(connection, { channel: undefined, currency: undefined });
    const all = known.map(nameOf).join(', ');
    throw new AetherError('USAGE', `no prices for ${wish}; there are prices for ${all || 'nothing'}`);
  }
  if (!isNeeded) return undefined;
  if (possible.length === 0) throw new AetherError('USAGE', '--max-price: the catalogue has no prices');
  if (prompt.interactive) {
    const chosen = await prompt.select(
      'Prices of which market?',
      possible.map((market) => ({ name: nameOf(market), value: nameOf(market) })),
    );
    return possible.find((market) => nameOf(market) === chosen);
  }
  throw new AetherError('USAGE', `--max-price: prices of which market: ${possible.map(nameOf).join(', ')}?`, {
    hint: 'add --channel and --currency, or set search.channel and search.currency in the environment file',
  });
}

const nameOf = ({ channel, currency }: Market) => `${channel} ${currency}`;
