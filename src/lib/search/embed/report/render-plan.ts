import type { TextView } from '../../../core/command.ts';
import { formatCount, formatNumberOf } from '../../../core/units.ts';
import { costOf, spaceName } from '../embed-settings.ts';
import type { Look } from '../look-at-space.ts';
import { describeTime, workFacts } from '../plan-embedding.ts';
import { formatUsd } from './format-usd.ts';

export function planningDocument({ settings, work, space }: Look) {
  return {
    ...workFacts(settings, work),
    state: space?.state ?? 'new',
    max_cost_usd: settings.section.max_cost,
  };
}

/** The table of `aether embed plan`, and what to know about it. */
export function renderPlanning({ settings, work, space }: Look, view: TextView): string {
  const cost = costOf(work.tokens, settings);
  const table = view.table(
    ['space', 'products', 'new', 'changed', 'unchanged', 'texts', 'tokens', 'cost', 'time'],
    [
      [
        spaceName(settings.space),
        ...[work.products, work.added, work.changed, work.unchanged, work.texts, work.tokens].map(
          formatCount,
        ),
        formatUsd(cost),
        describeTime(settings, work) ?? 'no quota known',
      ],
    ],
  );
  const note = (count: number, words: string) =>
    count === 0 ? [] : [`${formatNumberOf(count, 'product')} ${words}`];
  return [
    table,
    ...(space === undefined ? ['the space is new: a run makes it'] : []),
    ...note(work.refused, 'not embedded: the provider refuses the text'),
    ...note(work.withoutText, 'without text'),
    ...note(work.cut, `cut to ${formatCount(settings.maxTokens)} tokens`),
    ...(cost > settings.section.max_cost
      ? [
          view.style.warn(
            `more than the limit of ${formatUsd(settings.section.max_cost)}: a run needs --max-cost`,
          ),
        ]
      : []),
  ].join('\n');
}
