import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
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
 * The markets that have a price, of those that are wanted. Prices are many, channels and currencies few, so each of these
 * looks for one price: the server turns EXISTS into a join that reads every price. A currency without any is out before its
 * pairs are tried, as each of them would read all prices of a channel.
 */
export async function readMarkets(connection: MariadbConnection, wanted: WantedMarket): Promise<Market[]> {
  const rows = await connection.query<MarketRow>(
    `SELECT h.channel_id, h.channel_code, c.currency_code
       FROM channel AS h JOIN currency AS c
      WHERE h.channel_code = COALESCE(?, h.channel_code) AND c.currency_code = COALESCE(?, c.currency_code)
        AND (SELECT 1 FROM price AS p WHERE p.channel_id = h.channel_id LIMIT 1) IS NOT NULL
        AND (SELECT 1 FROM price AS p WHERE p.currency_code = c.currency_code LIMIT 1) IS NOT NULL
        AND (SELECT 1 FROM price AS p
              WHERE p.channel_id = h.channel_id AND p.currency_code = c.currency_code LIMIT 1) IS NOT NULL
      ORDER BY h.channel_id, c.currency_code`,
    [asBytes(wanted.channel), asBytes(wanted.currency)],
  );
  return rows.map(({ channel_id, channel_code, currency_code }) => ({
    channelId: channel_id,
    channel: channel_code,
    currency: currency_code,
  }));
}

/** Codes are ASCII, and the server compares them with other letters only byte by byte. */
function asBytes(code: string | undefined): Buffer | null {
  return code === undefined ? null : Buffer.from(code);
}
