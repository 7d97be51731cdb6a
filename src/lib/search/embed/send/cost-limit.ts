import { AetherError } from '../../../core/errors.ts';
import { formatUsd } from '../report/format-usd.ts';

/** What a run may spend, and has spent: what was perhaps paid for nothing counts too. */
export interface CostLimit {
  readonly spentUsd: () => number;
  /** Throws EMBED_COST_LIMIT if the limit would be passed. */
  require(costUsd: number): void;
  add(costUsd: number): void;
}

export function createCostLimit(maxUsd: number, spentBefore: number): CostLimit {
  let spent = spentBefore;
  return {
    spentUsd: () => spent,
    require(costUsd) {
      if (spent + costUsd > maxUsd) throw overLimit(spent + costUsd, maxUsd, spent);
    },
    add(costUsd) {
      spent += costUsd;
    },
  };
}

/** @param spentUsd what is spent already; what it paid for is kept */
export function overLimit(neededUsd: number, maxUsd: number, spentUsd: number): AetherError {
  const kept =
    spentUsd > 0 ? `; ${formatUsd(spentUsd)} is spent, and the vectors of it are kept` : '; nothing was sent';
  return new AetherError(
    'EMBED_COST_LIMIT',
    `this costs about ${formatUsd(neededUsd)}, more than the limit of ${formatUsd(maxUsd)}${kept}`,
    {
      hint: `run the same command with --max-cost ${Math.ceil(neededUsd * 110) / 100}, or raise embeddings.max_cost`,
      details: { needed_usd: neededUsd, max_usd: maxUsd, spent_usd: spentUsd },
    },
  );
}
