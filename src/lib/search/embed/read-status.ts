import { quoteQualified } from '../../infra/mariadb/identifiers.ts';
import { type EmbedContext, type EmbedSession, openEmbed } from './open-embed.ts';
import { listSpaces, type Space } from './space/space-store.ts';

/** The requests of a space, by how they ended. */
export interface Spending {
  readonly space: string;
  readonly requests: number;
  readonly texts: number;
  readonly tokens: number;
  readonly costUsd: number;
  /** Requests whose outcome nobody knows. */
  readonly lostRequests: number;
  readonly lostUsd: number;
  /** Requests under way, or of a run that was killed. */
  readonly openRequests: number;
}

export interface EmbedStatus {
  readonly spaces: readonly Space[];
  /** Products that are not retired. */
  readonly products: number;
  readonly spending: readonly Spending[];
}

/** Reads the spaces and what they cost; needs no section `embeddings`. */
export async function readStatus(context: EmbedContext): Promise<EmbedStatus> {
  await using session = await openEmbed(context);
  const [count] = await session.connection.query<{ products: number }>(
    "SELECT CAST(COUNT(*) AS DOUBLE) AS products FROM product WHERE status <> 'retired'",
  );
  return {
    spaces: await listSpaces(session.connection),
    products: count?.products ?? 0,
    spending: await readSpending(session),
  };
}

async function readSpending({ connection, metaDatabase }: EmbedSession): Promise<Spending[]> {
  const sum = (what: string, state: string) => `CAST(SUM(IF(state = '${state}', ${what}, 0)) AS DOUBLE)`;
  return connection.query<Spending>(
    `SELECT space, CAST(COUNT(*) AS DOUBLE) AS requests, ${sum('texts', 'done')} AS texts, ${sum('tokens', 'done')} AS tokens,
            ${sum('cost_usd', 'done')} AS costUsd, ${sum('1', 'lost')} AS lostRequests,
            ${sum('cost_usd', 'lost')} AS lostUsd, ${sum('1', 'sent')} AS openRequests
       FROM ${quoteQualified(metaDatabase, 'embedding_batch')} GROUP BY space ORDER BY space`,
  );
}
