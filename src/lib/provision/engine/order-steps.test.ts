import { describe, expect, it } from 'vitest';
import { discoverSteps } from './discover-steps.ts';
import { orderSteps } from './order-steps.ts';

const names = (steps: readonly { readonly name: string }[]) => steps.map(({ name }) => name);

describe('the order of steps', () => {
  it('puts a step after those that it needs, else goes by name', () => {
    const steps = [
      { name: 'config', needs: ['packages', 'certificates'] },
      { name: 'packages', needs: ['apt'] },
      { name: 'certificates', needs: ['packages'] },
      { name: 'hosts', needs: [] },
      { name: 'apt', needs: [] },
    ];
    expect(names(orderSteps(steps))).toEqual(['apt', 'hosts', 'packages', 'certificates', 'config']);
  });

  it('refuses a circle, and a step that needs one that there is not', () => {
    expect(() => orderSteps([{ name: 'one', needs: ['one'] }])).toThrow(
      'no order of the steps: one (needs one)',
    );
    expect(() => orderSteps([{ name: 'one', needs: ['none'] }])).toThrow('no order');
  });

  it('exists for the steps that there are, each named after its file', async () => {
    const steps = await discoverSteps();
    expect(new Set(names(steps)).size).toBe(steps.length);
    expect(steps.length).toBeGreaterThan(5);
  });
});
