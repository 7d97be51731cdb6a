import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { labContext } from '../../../../test/support/lab-context.ts';
import type { FaultOptions } from '../../infra/fault/fault-kind.ts';
import { searchPath } from '../../infra/process/find-executable.ts';
import { topologyOf } from '../host/topology.ts';
import { imageCache, imageLayout } from '../image/image-cache.ts';
import type { Lab } from '../lab.ts';
import { hostLayout, layoutOf } from '../layout.ts';
import { recordFault } from './fault-records.ts';
import { planFault } from './inject-fault.ts';
import { labFaultInjector } from './lab-fault-injector.ts';
import { missingNeed } from './missing-need.ts';

let lab: Lab;

/** A lab whose machines have disks, and do not run. */
beforeEach(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'aether-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const layout = layoutOf(join(directory, '.aether'), 'two');
  const hosts = topologyOf(['bastion', 'db1', 'db2'], '10.77.1', 1024 ** 3);
  const variables = { XDG_CACHE_HOME: join(directory, 'cache') };
  lab = {
    context: { ...labContext(join(directory, '.aether')), variables },
    layout,
    state: { format: 1, debian: '13', wanted: 'up', namespace: layout.namespace, hosts },
    cgroup: join(directory, 'cgroup'),
  };
  const image = imageLayout(imageCache(variables), 'abc');
  await write(image.infoFile, { build: 'first' });
  for (const { name } of hosts) {
    await write(hostLayout(layout, name).imageFile, { recipe: 'abc', build: 'first', root: image.root });
  }
});

async function write(path: string, content: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, JSON.stringify(content));
}

const plan = (host: string, fault: string, options: FaultOptions = {}) =>
  planFault(lab, { host, fault, options });

/** What injecting does first of all. */
async function enter(host: string, fault: string, options: FaultOptions = {}): Promise<string> {
  const { scene, scripts } = await plan(host, fault, options);
  const record = { host, fault, subject: scripts.subject ?? null, started_at: '2026-01-01T00:00:00Z' };
  await recordFault(lab, scene.id, record, scripts);
  return scene.id;
}

describe('a fault that is in force', () => {
  it.each<[string, FaultOptions]>([
    ['kill', {}],
    ['hang', { service: 'mariadb' }],
    ['clock-skew', { by: -60 }],
    ['clock-off', { by: -60 }],
    ['disk-full', {}],
    ['power-off', {}],
    ['delay', { by: 0.1 }],
  ])('is not put on top of itself: %s', async (fault, options) => {
    const id = await enter('db1', fault, options);
    await expect(plan('db1', fault, options)).rejects.toMatchObject({
      code: 'LAB_FAULT_REFUSED',
      message: expect.stringContaining(id) as string,
      hint: 'heal it first: aether lab heal db1 --name two',
    });
    await plan('db2', fault, options);
  });

  it('does not keep another service from the same', async () => {
    await enter('db1', 'hang');
    await plan('db1', 'hang', { service: 'ssh' });
  });

  it('can be joined by another of its kind where each has rules of its own', async () => {
    await enter('db1', 'partition', { from: ['db2'] });
    await plan('db1', 'partition', { from: ['bastion'] });
  });
});

describe('the plan of a fault', () => {
  const planned = (host: string, fault: string, options: FaultOptions = {}) =>
    labFaultInjector(lab).plan({ host, fault, options });

  it('says what is expected and that nothing is in its way, and changes nothing', async () => {
    expect(await planned('db1', 'kill')).toMatchObject({
      order: { host: 'db1', fault: 'kill' },
      expected: { process: 'killed', connections: 'refused', membership: 'dropped' },
      dead_man_seconds: 0,
      obstacle: null,
    });
    expect(await labFaultInjector(lab).list()).toEqual([]);
  });

  it('says what a machine cannot do', async () => {
    expect((await planned('bastion', 'disk-full')).obstacle).toEqual({
      problem: 'bastion has no data volume that could be full',
    });
  });

  it('says what this computer lacks, with what gets it', async () => {
    const needs = { sh: 'never missing', '/dev/null': 'never missing', '/dev/nowhere': 'modprobe nowhere' };
    expect(await missingNeed({ name: 'delay', needs }, searchPath(process.env))).toEqual({
      problem: 'the fault delay needs /dev/nowhere on this computer',
      hint: 'modprobe nowhere',
    });
    expect(await missingNeed({ name: 'loss', needs }, ['/nowhere'])).toMatchObject({ hint: 'never missing' });
    expect(await missingNeed({ name: 'kill' }, [])).toBeUndefined();
  });

  it('says what is broken so already', async () => {
    const id = await enter('db1', 'hang');
    expect((await planned('db1', 'hang')).obstacle?.problem).toContain(id);
  });

  it('does not excuse an order that makes no sense anywhere', async () => {
    await expect(planned('db1', 'loss')).rejects.toMatchObject({ code: 'USAGE' });
    await expect(planned('db1', 'kill', { percent: 5 })).rejects.toThrow('has no option --percent');
    await expect(planned('db1', 'earthquake')).rejects.toMatchObject({ code: 'USAGE' });
  });
});
