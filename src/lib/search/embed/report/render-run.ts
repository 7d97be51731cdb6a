import type { TextView } from '../../../core/command.ts';
import { formatCount, formatNumberOf, formatSeconds } from '../../../core/units.ts';
import { spaceName } from '../embed-settings.ts';
import type { EmbedRun } from '../run-embedding.ts';
import { formatUsd } from './format-usd.ts';

export function runDocument({ look, state, filled, indexed, tally, elapsedSeconds }: EmbedRun) {
  return {
    dry_run: false,
    space: spaceName(look.settings.space),
    state,
    products: look.work.products,
    unchanged_products: look.work.unchanged,
    texts_sent: filled.sent,
    products_embedded: filled.assigned,
    products_removed: filled.removed,
    vectors_indexed: indexed,
    refused: filled.refused.map(({ productNo, reason }) => ({ product_no: productNo, reason })),
    requests: tally.requests,
    tokens: tally.tokens,
    cost_usd: tally.costUsd,
    possibly_paid_twice: {
      requests: tally.lost.batches,
      texts: tally.lost.texts,
      cost_usd: tally.lost.costUsd,
    },
    elapsed_seconds: elapsedSeconds,
  };
}

/** Longer lists are in the JSON document. */
const SHOWN = 10;

export function renderRun(run: EmbedRun, { style }: Pick<TextView, 'style'>): string {
  const { look, filled, indexed, tally, elapsedSeconds } = run;
  const { lost } = tally;
  const refused = filled.refused.slice(0, SHOWN).map(({ productNo, reason }) => `  ${productNo}: ${reason}`);
  return [
    `${style.strong(spaceName(look.settings.space))}: ${formatNumberOf(filled.assigned, 'product')} embedded, ${formatCount(look.work.unchanged)} unchanged`,
    `${formatNumberOf(filled.sent, 'text')} sent in ${formatNumberOf(tally.requests, 'request')}: ${formatCount(tally.tokens)} tokens, ${formatUsd(tally.costUsd)}, ${formatSeconds(elapsedSeconds)}`,
    ...(indexed === 0 ? [] : [`vector index: ${formatNumberOf(indexed, 'vector')} brought up to date`]),
    ...(lost.batches === 0
      ? []
      : [
          style.warn(
            `possibly paid twice: ${formatNumberOf(lost.texts, 'text')} in ${formatNumberOf(lost.batches, 'request')}, about ${formatUsd(lost.costUsd)}`,
          ),
        ]),
    ...(refused.length === 0
      ? []
      : [style.warn(`${formatNumberOf(filled.refused.length, 'product')} not embedded:`), ...refused]),
    ...(filled.refused.length > SHOWN ? ['  more with --json'] : []),
  ].join('\n');
}
