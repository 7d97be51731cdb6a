import type { TextView } from '../../core/command.ts';
import { formatCount, formatNumberOf } from '../../core/units.ts';
import { type Interval, pairedBootstrap, standardError } from '../eval/bootstrap.ts';
import type { JudgedQuery } from '../eval/judgments.ts';
import type { SystemMeasure } from '../eval/measure-system.ts';
import type { SpaceUsed } from '../evaluate-space.ts';
import { formatUsd } from '../embed/report/format-usd.ts';

export interface Measured {
  readonly queries: readonly JudgedQuery[];
  readonly missing: number;
  readonly products: number;
  readonly generation: number;
  readonly systems: readonly SystemMeasure[];
  readonly space: SpaceUsed | undefined;
}

/** What the evaluation is compared with: an earlier one, query by query. */
export interface Comparison {
  readonly file: string;
  readonly system: string;
  readonly gain: Interval;
}

const HARDEST = 5;

/** How the metric is defined, as two evaluations can be compared only by the same one. */
export const METRIC =
  "nDCG@10: gain E 1, S 0.1, C 0.01, I 0 or as given; discount log2(rank + 1); ideal from the query's own judgments; a product without a judgment gains 0";

export function evaluationDocument(measured: Measured, comparison: Comparison | undefined): object {
  const { queries, missing, products, generation, systems, space } = measured;
  return {
    metric: METRIC,
    queries: queries.length,
    products,
    judged_products_missing: missing,
    index_generation: generation,
    space: space === undefined ? null : { id: space.id, name: space.name, cost_usd: space.costUsd },
    systems: systems.map((system) => ({
      name: system.name,
      ndcg_at_10: system.ndcg,
      standard_error: standardError(system.perQuery),
      recall_at_100: system.recallAt100 ?? null,
      judged_at_10: system.judgedAt10 ?? null,
      gain_over_first: system === systems[0] ? null : gainOver(system, systems[0]),
      per_query: Object.fromEntries(queries.map(({ query }, index) => [query, system.perQuery[index] ?? 0])),
    })),
    baseline: comparison ?? null,
  };
}

export function renderEvaluation(
  measured: Measured,
  comparison: Comparison | undefined,
  view: TextView,
): string {
  const { queries, missing, products, systems, space } = measured;
  const rows = systems.map((system) => [
    system.name,
    system.ndcg.toFixed(3),
    standardError(system.perQuery).toFixed(3),
    system === systems[0] ? '-' : intervalText(gainOver(system, systems[0])),
    system.recallAt100?.toFixed(3) ?? '-',
    system.judgedAt10?.toFixed(2) ?? '-',
  ]);
  return [
    `${formatNumberOf(queries.length, 'query')}, ${formatNumberOf(products, 'product')}`,
    ...(missing === 0
      ? []
      : [
          view.style.warn(
            `${formatCount(missing)} judged products are not in the catalogue: the figures are too low`,
          ),
        ]),
    view.table(
      ['RANKING', 'NDCG@10', '±SE', `OVER ${systems[0]?.name ?? ''}`, 'RECALL@100', 'JUDGED@10'],
      rows,
    ),
    ...(space === undefined
      ? []
      : ['', `space ${space.id}: ${space.name}, vectors of the queries for ${formatUsd(space.costUsd)}`]),
    '',
    view.style.dim(METRIC),
    ...(comparison === undefined
      ? []
      : ['', `${comparison.system} over ${comparison.file}: ${intervalText(comparison.gain)}`]),
    '',
    view.style.strong('Hardest queries'),
    ...hardest(measured).map(({ query, value }) => `  ${value.toFixed(2)}  ${query}`),
  ].join('\n');
}

function gainOver(system: SystemMeasure, first: SystemMeasure | undefined): Interval {
  return pairedBootstrap(system.perQuery, first?.perQuery ?? []);
}

function intervalText({ mean, low, high }: Interval): string {
  const signed = (value: number) => `${value < 0 ? '' : '+'}${value.toFixed(3)}`;
  return `${signed(mean)} [${signed(low)}, ${signed(high)}]`;
}

function hardest({ queries, systems }: Measured) {
  const best = systems.reduce<SystemMeasure | undefined>(
    (found, system) => (found === undefined || system.ndcg > found.ndcg ? system : found),
    undefined,
  );
  return queries
    .map(({ query }, index) => ({ query, value: best?.perQuery[index] ?? 0 }))
    .toSorted((left, right) => left.value - right.value)
    .slice(0, HARDEST);
}
