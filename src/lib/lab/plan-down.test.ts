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

  it('names what is lost with the disks', () => {
    const summaryOf = (databases: string[], unseen: string[]) => {
      const data = { databases, tables: 2, bytes: 3 * 1024 ** 2, unseen };
      const { steps } = planDown('lab', { ...UP, data }, { purge: true, force: true });
      return steps.at(-1)?.summary;
    };
    expect(summaryOf(['shop'], [])).toContain('(database shop: 2 tables, 3.0 MiB)');
    expect(summaryOf(['shop'], ['db2'])).toContain('3.0 MiB; the data of db2 not counted');
    expect(summaryOf([], ['db1', 'db2'])).toContain('machines (the data of db1, db2 not counted');
    expect(summaryOf([], [])).toContain('(no databases, 3.0 MiB)');
  });

  it('deletes with purge, also what is down already', () => {
    const down = { running: [], remains: false, files: '/state/lab' };
    expect(ids('lab', down, { purge: true, force: false })).toEqual(['purge']);
    expect(isDestructive(planDown('lab', down, { purge: true, force: false }))).toBe(true);
    expect(ids('lab', down, { purge: false, force: false })).toEqual([]);
  });
});
