import { describe, expect, it } from 'vitest';
import { keepStep, type Step } from '../../core/plan.ts';
import { createTextView } from './text-view.ts';

const view = createTextView(0, Infinity);
const kept = (count: number): Step[] =>
  Array.from({ length: count }, (_, place) =>
    keepStep({ id: `${place}`, subject: `000${place}_tables.sql`, summary: '7 statements applied' }),
  );
const run: Step = { id: 'new', action: 'run', subject: '0050_more.sql', summary: '2 statements' };

describe('a plan on the screen', () => {
  it('shows what changes, and counts what is kept', () => {
    expect(view.plan({ title: 'Schema of shop', steps: [...kept(4), run] })).toBe(
      ['Schema of shop', '  >  run  0050_more.sql  2 statements', '  1 to do, 4 kept'].join('\n'),
    );
  });

  it('shows a kept step that says why something stays', () => {
    const stays: Step = {
      ...keepStep({ id: 'p', subject: 'orders p202601', summary: 'stays: it has open orders' }),
      notable: true,
    };
    const text = view.plan({ title: 'Archive', steps: [...kept(4), stays, run] });
    expect(text).toContain('stays: it has open orders');
    expect(text).toContain('  1 to do, 5 kept');
  });

  it('says in one line that nothing changes, and why if that is short', () => {
    expect(view.plan({ title: 'Schema of shop', steps: kept(5) })).toBe(
      'Schema of shop\n  nothing to change, 5 kept',
    );
    expect(view.plan({ title: 'Swap', steps: kept(1) })).toContain('7 statements applied');
  });
});
