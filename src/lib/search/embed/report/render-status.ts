import type { TextView } from '../../../core/command.ts';
import { formatCount } from '../../../core/units.ts';
import { spaceName } from '../embed-settings.ts';
import type { EmbedStatus } from '../read-status.ts';
import { formatUsd } from './format-usd.ts';

export function statusDocument({ spaces, products, spending }: EmbedStatus) {
  return {
    products,
    spaces: spaces.map((space) => ({
      id: space.id,
      space: spaceName(space),
      state: space.state,
      template: space.template,
      scheme: space.scheme,
      products_with_vector: space.products,
      vector_table: space.vectorTable,
      created_at: space.createdAt,
    })),
    spending: spending.map((each) => ({
      space: each.space,
      requests: each.requests,
      texts: each.texts,
      tokens: each.tokens,
      cost_usd: each.costUsd,
      lost_requests: each.lostRequests,
      possibly_paid_twice_usd: each.lostUsd,
      open_requests: each.openRequests,
    })),
  };
}

export function renderStatus({ spaces, products, spending }: EmbedStatus, view: TextView): string {
  if (spaces.length === 0 && spending.length === 0) return 'no embeddings yet';
  const spaceTable = view.table(
    ['id', 'space', 'state', 'template', 'vectors', 'of products', 'index', 'created (UTC)'],
    spaces.map((space) => [
      String(space.id),
      spaceName(space),
      space.state,
      space.template,
      formatCount(space.products),
      formatCount(products),
      space.vectorTable === null ? 'no' : 'yes',
      space.createdAt.slice(0, 19),
    ]),
    { drop: ['template', 'created (UTC)', 'of products'] },
  );
  const spendingTable = view.table(
    ['space', 'requests', 'texts', 'tokens', 'cost', 'possibly paid twice', 'open'],
    spending.map((each) => [
      each.space,
      ...[each.requests, each.texts, each.tokens].map(formatCount),
      formatUsd(each.costUsd),
      formatUsd(each.lostUsd),
      formatCount(each.openRequests),
    ]),
  );
  return [spaceTable, ...(spending.length === 0 ? [] : ['', spendingTable])].join('\n');
}
