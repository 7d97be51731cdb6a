import { keepStep, type Plan } from '../../core/plan.ts';
import { formatCount, formatNumberOf } from '../../core/units.ts';
import { spaceName } from './embed-settings.ts';
import type { Space } from './space/space-store.ts';

export interface SwapFacts {
  /** undefined: there is no space to swap in. */
  readonly space: Space | undefined;
  /** The one that is live now. */
  readonly live: Space | undefined;
  /** Name of the wanted space, if it is not there. */
  readonly wanted: string;
  readonly canaryCost: string;
}

/** What a swap does; pure. */
export function planSwap({ space, live, wanted, canaryCost }: SwapFacts): Plan {
  const title = 'swap the space that searches read';
  const keep = (subject: string, summary: string) => ({
    title,
    steps: [keepStep({ id: 'swap', subject, summary })],
  });
  if (space === undefined) return keep(wanted, 'is not there: run "aether embed run" first');
  if (space.id === live?.id) return keep(spaceName(space), 'is already live');
  const before = live === undefined ? '' : `; ${spaceName(live)} (${live.id}) stays until "aether embed gc"`;
  return {
    title,
    steps: [
      {
        id: 'verify',
        action: 'run',
        subject: spaceName(space),
        summary: `compare ${formatNumberOf(space.products, 'vector')} with the catalogue, and ask the canaries`,
        cost: canaryCost,
      },
      {
        id: 'swap',
        action: 'change',
        subject: spaceName(space),
        summary: `becomes live${before}`,
        facts: { space_id: space.id, vectors: space.products, live_space_id: live?.id ?? null },
      },
    ],
  };
}

/** What was found about a space before it becomes live. */
export interface Verification {
  readonly vectors: number;
  /** Products whose text has no vector, or another one's. */
  readonly missing: number;
  readonly refused: number;
  /** Vectors that are not finite or not of length 1. */
  readonly badVectors: number;
  /** Canary queries, of eight, whose document is the nearest one. */
  readonly found: number;
}

/** Why a space must not become live; empty if it may. */
export function judgeSpace({ vectors, missing, badVectors, found }: Verification, needed: number): string[] {
  return [
    ...(vectors === 0 ? ['it has no vectors'] : []),
    ...(missing > 0 ? [`${formatNumberOf(missing, 'product')} without the vector of the present text`] : []),
    ...(badVectors > 0 ? [`${formatNumberOf(badVectors, 'vector')} not of length 1`] : []),
    ...(found < needed
      ? [`the model finds ${formatCount(found)} of 8 canaries: check model and prefixes`]
      : []),
  ];
}
