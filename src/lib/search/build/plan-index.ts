import type { Plan, TaskStep } from '../../core/plan.ts';
import { formatCount, formatNumberOf } from '../../core/units.ts';

/** What the catalogue and the index hold, compared. */
export interface IndexFacts {
  /** undefined before the first build. */
  readonly index:
    { readonly analyser: string; readonly documents: number; readonly segments: number } | undefined;
  /** How words are made of texts now. */
  readonly analyser: string;
  readonly products: number;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

export type IndexTask = { readonly kind: 'rebuild' } | { readonly kind: 'update' };

export type IndexPlan = Plan<TaskStep<IndexTask>>;

/** With more segments every word of a query is read in more places. */
const MOST_SEGMENTS = 8;
/** From this share on, a new base takes hardly longer than a delta, and is read faster. */
const REBUILD_SHARE = 0.25;

/** One step: a new index, the changes alone, or nothing. */
export function planIndex(facts: IndexFacts, wantsRebuild: boolean): IndexPlan {
  const { added, changed, removed, products } = facts;
  const words = {
    id: 'search_index',
    subject: 'search index',
    facts: { products, added, changed, removed, unchanged: products - added - changed },
  };
  const reason = wantsRebuild ? 'it was asked for' : reasonToRebuild(facts);
  if (reason !== undefined) {
    const summary = `build from ${formatNumberOf(products, 'product')}`;
    return planOf({ ...words, action: 'create', summary, why: reason, task: { kind: 'rebuild' } });
  }
  if (added + changed + removed === 0) {
    const summary = `up to date with ${formatNumberOf(products, 'product')}`;
    return planOf({ ...words, action: 'keep', summary, task: null });
  }
  const summary = `fold in ${formatCount(added)} new, ${formatCount(changed)} changed, ${formatCount(removed)} removed`;
  return planOf({ ...words, action: 'change', summary, task: { kind: 'update' } });
}

function reasonToRebuild({
  index,
  analyser,
  added,
  changed,
  removed,
  products,
}: IndexFacts): string | undefined {
  if (index === undefined) return 'there is none yet';
  if (index.analyser !== analyser) return 'words are made of texts in another way now';
  if (added + changed + removed === 0) return undefined;
  if (index.segments >= MOST_SEGMENTS) return `it has ${index.segments} segments`;
  if (added + changed + removed > products * REBUILD_SHARE) return 'much has changed';
  return undefined;
}

function planOf(step: TaskStep<IndexTask>): IndexPlan {
  return { title: 'Search index', steps: [step] };
}
