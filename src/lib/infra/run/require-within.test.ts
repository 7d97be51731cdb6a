import { describe, expect, it } from 'vitest';
import type { Plan, Step } from '../../core/plan.ts';
import { requireWithin } from './require-within.ts';

const plan = (...ids: readonly string[]): Plan => ({
  title: 'provision',
  steps: ids.map((id): Step => ({ id, action: 'change', subject: id, summary: 'change it' })),
});

describe('the plan that runs', () => {
  it('may be less than the confirmed one, as after the end of an earlier run', () => {
    expect(() => requireWithin(plan('one', 'two'), plan('two'))).not.toThrow();
    expect(() => requireWithin(plan('one'), plan())).not.toThrow();
  });

  it('may not be more, nor destroy what it did not', () => {
    expect(() => requireWithin(plan('one'), plan('one', 'two'))).toThrow(
      /more is to be done than was confirmed: two/,
    );
    const destroys: Plan = { title: 'provision', steps: [{ ...plan('one').steps[0]!, destructive: true }] };
    expect(() => requireWithin(plan('one'), destroys)).toThrow(/more is to be done/);
  });
});
