import { formatNumberOf, formatSeconds } from '../../core/units.ts';

/** An index after a build, whether it changed or not. */
interface Built {
  readonly plan: { readonly steps: readonly { readonly action: string; readonly summary: string }[] };
  readonly generation: number;
  readonly products: number;
  readonly segments: number;
  readonly elapsedSeconds: number;
}

export function indexDocument({ plan, generation, products, segments, elapsedSeconds }: Built): object {
  return {
    dry_run: false,
    action: plan.steps[0]?.action ?? 'keep',
    generation,
    products,
    segments,
    elapsed_seconds: elapsedSeconds,
  };
}

export function renderIndex({ plan, generation, products, segments, elapsedSeconds }: Built): string {
  const what = plan.steps[0]?.action === 'keep' ? 'unchanged' : `built in ${formatSeconds(elapsedSeconds)}`;
  const size = `${formatNumberOf(products, 'product')} in ${formatNumberOf(segments, 'segment')}`;
  return `search index: ${what}, generation ${generation}, ${size}`;
}
