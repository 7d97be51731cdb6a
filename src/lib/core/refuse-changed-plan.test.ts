import { expect, it } from 'vitest';
import type { Plan } from './plan.ts';
import { refuseChangedPlan } from './refuse-changed-plan.ts';

const plan = (summary: string): Plan => ({
  title: 'Schema',
  steps: [{ id: '0001', action: 'run', subject: 'a.sql', summary }],
});

it('lets the plan run that was confirmed, and no other', () => {
  expect(() => refuseChangedPlan(plan('3 statements'), plan('3 statements'))).not.toThrow();
  expect(() => refuseChangedPlan(plan('3 statements'), plan('2 statements'))).toThrow('has changed since');
});
