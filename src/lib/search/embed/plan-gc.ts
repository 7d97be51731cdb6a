import { keepStep, type Plan, type Step } from '../../core/plan.ts';
import { formatNumberOf } from '../../core/units.ts';
import { spaceName } from './embed-settings.ts';
import type { Space } from './space/space-store.ts';

/** A step of the deletion, with the space that it is about. */
export interface GcStep extends Step {
  readonly work: { readonly kind: 'space' | 'cache'; readonly spaceId: number } | null;
}

export interface GcFacts {
  readonly spaces: readonly Space[];
  /** Cached vectors of texts that no product has, by the number of their space. */
  readonly unused: ReadonlyMap<number, number>;
}

/** Which vectors nobody reads: those of old spaces, and of texts that no product uses now. Pure. */
export function planGc({ spaces, unused }: GcFacts): Plan<GcStep> {
  const steps = spaces.flatMap((space): GcStep[] => {
    const subject = `${spaceName(space)} (${space.id})`;
    const facts = { space_id: space.id };
    if (space.state === 'old') {
      return [
        {
          id: `space-${space.id}`,
          action: 'delete',
          subject,
          summary: `an old space with ${formatNumberOf(space.products, 'vector')}`,
          why: 'getting them again costs money',
          destructive: true,
          facts,
          work: { kind: 'space', spaceId: space.id },
        },
      ];
    }
    const count = unused.get(space.id) ?? 0;
    if (count === 0) return [];
    return [
      {
        id: `cache-${space.id}`,
        action: 'delete',
        subject,
        summary: `${formatNumberOf(count, 'cached vector')} of texts that no product has`,
        destructive: true,
        facts,
        work: { kind: 'cache', spaceId: space.id },
      },
    ];
  });
  const keep: GcStep = {
    ...keepStep({ id: 'gc', subject: 'vectors', summary: 'nothing to delete' }),
    work: null,
  };
  return { title: 'delete vectors that nobody reads', steps: steps.length === 0 ? [keep] : steps };
}
