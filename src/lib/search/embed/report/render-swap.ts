import { formatNumberOf } from '../../../core/units.ts';
import { spaceName } from '../embed-settings.ts';
import type { Swapped } from '../swap-space.ts';

export function swapDocument({ space, before, verification }: Swapped) {
  return {
    dry_run: false,
    space: spaceName(space),
    space_id: space.id,
    was_live: verification === undefined,
    earlier_space_id: verification === undefined ? null : (before?.id ?? null),
    vectors: space.products,
    refused_products: verification?.refused ?? null,
    canaries_found: verification?.found ?? null,
  };
}

export function renderSwap({ space, before, verification }: Swapped): string {
  if (verification === undefined) return `${spaceName(space)} is already live`;
  const kept = before === undefined ? '' : `\n${spaceName(before)} is kept until "aether embed gc"`;
  return `${spaceName(space)} is live: ${formatNumberOf(space.products, 'vector')}, ${verification.found} of 8 canaries found${kept}`;
}
