import { describe, expect, it } from 'vitest';
import { isDestructive, pendingSteps } from '../core/plan.ts';
import { topologyOf } from './host/topology.ts';
import { planLab, type HostFacts, type LabFacts } from './plan-lab.ts';

const HOSTS = topologyOf(['bastion', 'db1'], '10.77.0', 1024 ** 3);
const NEW: HostFacts = { disk: 'none', state: 'off' };
const OFF: HostFacts = { disk: 'complete', state: 'off' };
const READY: HostFacts = { disk: 'complete', state: 'ready' };

const EMPTY: LabFacts = {
  imageBuilt: false,
  operatorKey: false,
  networkUp: false,
  filesMatch: false,
  orphanedFaults: [],
  hosts: { bastion: NEW, db1: NEW },
};
const UP: LabFacts = {
  imageBuilt: true,
  operatorKey: true,
  networkUp: true,
  filesMatch: true,
  orphanedFaults: [],
  hosts: { bastion: READY, db1: READY },
};

function todo(facts: LabFacts, fresh = false): string[] {
  return pendingSteps(planLab({ name: 'lab', debian: '13', hosts: HOSTS, fresh }, facts)).map(({ id }) => id);
}

describe('the plan of a lab', () => {
  it('makes everything where there is nothing, in an order in which each part finds what it needs', () => {
    expect(todo(EMPTY)).toEqual([
      'image',
      'key',
      'bastion.disk',
      'db1.disk',
      'files',
      'network',
      'bastion.boot',
      'db1.boot',
    ]);
  });

  it('keeps everything where all machines run', () => {
    expect(todo(UP)).toEqual([]);
  });

  it('boots what is off, waits for what is starting, and keeps the disks', () => {
    expect(todo({ ...UP, hosts: { bastion: READY, db1: OFF } })).toEqual(['db1.boot']);
    expect(todo({ ...UP, hosts: { bastion: READY, db1: { ...OFF, state: 'starting' } } })).toEqual([
      'db1.await',
    ]);
  });

  it('builds no image for machines that have their disks', () => {
    expect(todo({ ...UP, imageBuilt: false })).toEqual([]);
    expect(todo({ ...UP, imageBuilt: false, hosts: { bastion: READY, db1: NEW } })).toEqual([
      'image',
      'db1.disk',
      'files',
      'db1.boot',
    ]);
  });

  it('starts machines anew that are plugged into a network that is gone', () => {
    expect(todo({ ...UP, networkUp: false })).toEqual([
      'bastion.kill',
      'db1.kill',
      'network',
      'bastion.boot',
      'db1.boot',
    ]);
  });

  it('heals what nobody holds before anything else', () => {
    expect(todo({ ...UP, orphanedFaults: ['db1-hang-4f9a'] })).toEqual(['heal.db1-hang-4f9a']);
  });

  it('deletes disks only when asked for fresh machines, and says that it does', () => {
    const plan = planLab({ name: 'lab', debian: '13', hosts: HOSTS, fresh: true }, UP);
    expect(isDestructive(plan)).toBe(true);
    expect(todo(UP, true)).toEqual([
      'bastion.kill',
      'db1.kill',
      'bastion.delete',
      'db1.delete',
      'bastion.disk',
      'db1.disk',
      'files',
      'network',
      'bastion.boot',
      'db1.boot',
    ]);
    for (const facts of [EMPTY, UP, { ...UP, networkUp: false }]) {
      expect(isDestructive(planLab({ name: 'lab', debian: '13', hosts: HOSTS, fresh: false }, facts))).toBe(
        false,
      );
    }
  });
});
