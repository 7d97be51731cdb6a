import { expect, it } from 'vitest';
import type { Plan } from '../core/plan.ts';
import { createTextView } from '../infra/output/text-view.ts';
import { renderProvisionPlan } from './render-provision.ts';

const PLAN: Plan = {
  title: 'provision "shop"',
  steps: [
    { id: 'db1.hostname', host: 'db1', action: 'keep', subject: 'db1 · hostname', summary: 'db1' },
    {
      id: 'db1.mariadb-config',
      host: 'db1',
      action: 'change',
      subject: 'db1 · mariadb-config',
      summary: 'zz-aether.cnf: 1 lines added, 1 removed',
      facts: { diff: ['-max_connections = 7', '+max_connections = 200'] },
    },
    {
      id: 'db1.time-sync',
      host: 'db1',
      action: 'keep',
      subject: 'db1 · time-sync',
      summary: 'not here: a container has the clock of its machine',
      facts: { state: 'not here' },
    },
  ],
};

it('shows the lines that differ only if they are asked for, and what a machine cannot have', () => {
  const text = (diff: boolean) => renderProvisionPlan(PLAN, createTextView(0, 120), { diff });
  expect(text(true)).toMatch(/ {6}-max_connections = 7\n {6}\+max_connections = 200\n/);
  expect(text(false)).not.toContain('max_connections');
  expect(text(false)).toMatch(/db1 +3 steps +1 to change +1 not here/);
  expect(text(false)).toContain('db1 · time-sync  not here: a container has the clock');
});
