import { AetherError } from '../../core/errors.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { Prompt } from '../../infra/output/prompt.ts';
import type { Market } from './live-filter.ts';

/** Channel and currency as far as flags and the environment file say them. */
export interface WantedMarket {
  readonly channel: string | undefined;
  readonly currency: string | undefined;
}

interface MarketRow {
  readonly channel_id: number;
  readonly channel_code: string;
  readonly currency_code: string;
}

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
  const known = await readMarkets(connection);
  const possible = known.filter(
    ({ channel, currency }) =>
      (wanted.channel ?? channel) === channel && (wanted.currency ?? currency) === currency,
  );
  if (possible.length === 1) return possible[0];
  const wish = [wanted.channel, wanted.currency].filter((part) => part !== undefined).join(' ');
  if (wish !== '' && possible.length === 0) {
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

/** Markets that have a price. A loose scan of the key, as prices are many and markets few. */
async function readMarkets(connection: MariadbConnection): Promise<Market[]> {
  const rows = await connection.query<MarketRow>(
    `SELECT h.channel_id, h.channel_code, c.currency_code
       FROM channel AS h JOIN currency AS c
      WHERE EXISTS (SELECT 1 FROM price AS p WHERE p.channel_id = h.channel_id AND p.currency_code = c.currency_code)
      ORDER BY h.channel_id, c.currency_code`,
  );
  return rows.map(({ channel_id, channel_code, currency_code }) => ({
    channelId: channel_id,
    channel: channel_code,
    currency: currency_code,
  }));
}
