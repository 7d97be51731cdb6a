import { describe, expect, it } from 'vitest';
import { createTextView } from '../infra/output/text-view.ts';
import { topologyOf } from './host/topology.ts';
import type { HostStatus } from './lab-status.ts';
import { nextAfterUp, renderDown, renderStatus } from './render-lab.ts';

const view = createTextView(0, 160);

function hosts(...names: string[]): HostStatus[] {
  return topologyOf(names, '10.77.0', 0).map(({ name, role, address, zone }) => ({
    name,
    role,
    address,
    zone,
    state: 'ready',
    pid: 42,
    data_device: null,
  }));
}

describe('the answers of the lab', () => {
  it('lead from a lab that is up to a machine that it has', () => {
    const report = { lab: 'lab', changed: 1, environmentFile: '/srv/.aether/lab/aether.yaml' };
    const next = (lab: string, ...names: string[]) => nextAfterUp({ ...report, lab, hosts: hosts(...names) });
    expect(next('lab', 'bastion', 'db1')).toEqual(['aether lab ssh db1', 'aether lab status']);
    expect(next('two', 'bastion', 'mongo1')).toEqual([
      'aether lab ssh mongo1 --name two',
      'aether lab status --name two',
    ]);
    expect(next('lab', 'bastion')[0]).toBe('aether lab ssh bastion');
  });

  it('say what is left of a lab that is deleted', () => {
    const report = { stopped: ['bastion', 'db1'], image_cache: '/root/.cache/aether/lab-images' };
    expect(renderDown({ ...report, purged: false })).toBe('stopped bastion, db1');
    expect(renderDown({ ...report, purged: true })).toMatchInlineSnapshot(`
      "stopped bastion, db1; the lab is deleted
      the image of the machines stays in /root/.cache/aether/lab-images, for the next lab"
    `);
    expect(renderDown({ stopped: [], purged: true, image_cache: null })).toBe(
      'no machine was running; the lab is deleted',
    );
  });

  it('name the lab whose fault nobody holds any more', () => {
    const fault = {
      id: 'db1-kill-4f9a',
      host: 'db1',
      fault: 'kill',
      subject: 'mariadb.service',
      started_at: '2026-01-01',
      held: false,
    };
    const status = { root: '/srv/.aether/labs/two', environment_file: '', hosts: hosts('bastion', 'db1') };
    expect(renderStatus({ ...status, lab: 'two', wanted: 'up', faults: [fault] }, view)).toContain(
      'until "aether lab heal --name two"',
    );
  });
});
