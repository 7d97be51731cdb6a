import { AetherError } from '../../core/errors.ts';
import type { StepSpec } from '../step-spec.ts';

type Ordered = Pick<StepSpec, 'name' | 'needs'>;

/** Puts each step after those that it needs, in the order of their names if nothing decides. A circle is a BUG. */
export function orderSteps<Step extends Ordered>(steps: readonly Step[]): Step[] {
  const open = steps.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const done = new Set<string>();
  const ordered: Step[] = [];
  while (open.length > 0) {
    const index = open.findIndex(({ needs }) => needs.every((name) => done.has(name)));
    const [next] = index === -1 ? [] : open.splice(index, 1);
    if (next === undefined) {
      const names = open.map(({ name, needs }) => `${name} (needs ${needs.join(', ')})`);
      throw new AetherError('BUG', `no order of the steps: ${names.join('; ')}`);
    }
    done.add(next.name);
    ordered.push(next);
  }
  return ordered;
}
