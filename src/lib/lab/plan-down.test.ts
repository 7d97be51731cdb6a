import { describe, expect, it } from 'vitest';
import { isDestructive, pendingSteps } from '../core/plan.ts';
import { planDown } from './plan-down.ts';

const UP = { running: ['bastion', 'db1'], remains: true, files: '/state/lab' };
const ids = (...of: Parameters<typeof planDown>) => pendingSteps(planDown(...of)).map(({ id }) => id);

describe('the plan of taking a lab down', () => {
  it('shuts machines down before it removes their network, and keeps their disks', () => {
    expect(ids('lab', UP, { purge: false, force: false })).toEqual(['bastion.stop', 'db1.stop', 'remove']);
    expect(isDestructive(planDown('lab', UP, { purge: false, force: false }))).toBe(false);
  });

  it('kills all at once with force', () => {
    expect(ids('lab', UP, { purge: false, force: true })).toEqual(['remove']);
  });

  it('deletes with purge, also what is down already', () => {
    const down = { running: [], remains: false, files: '/state/lab' };
    expect(ids('lab', down, { purge: true, force: false })).toEqual(['purge']);
    expect(isDestructive(planDown('lab', down, { purge: true, force: false }))).toBe(true);
    expect(ids('lab', down, { purge: false, force: false })).toEqual([]);
  });
});
