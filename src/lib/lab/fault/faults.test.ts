import { describe, expect, it } from 'vitest';
import { exampleOrder } from '../../../../test/support/fault-example.ts';
import type { FaultOptions } from '../../infra/fault/fault-kind.ts';
import { runProgram } from '../../infra/process/run-program.ts';
import { topologyOf } from '../host/topology.ts';
import { discoverFaults, faultNamed } from './discover-faults.ts';
import type { FaultScene } from './lab-fault-kind.ts';

const HOSTS = topologyOf(['bastion', 'db1', 'db2', 'db3', 'mongo1'], '10.77.0', 1024 ** 3);

function sceneOf(host: string, fault: string): FaultScene {
  return {
    id: `${host}-${fault}-4f9a`,
    directory: `/state/it's/faults/${host}-${fault}-4f9a`,
    host: HOSTS.find(({ name }) => name === host)!,
    hosts: HOSTS,
    cgroup: `/sys/fs/cgroup/aether-lab-000000/${host}`,
    namespace: '/run/aether/aether-lab-000000',
    bootCommand: ['sh', '/configs/boot-host.sh', `/state/it's/hosts/${host}`],
    console: `/state/it's/hosts/${host}/console.log`,
  };
}

async function plan(host: string, fault: string, options: FaultOptions = {}) {
  return (await faultNamed(fault)).plan(sceneOf(host, fault), options);
}

describe('every fault', async () => {
  it.each(await discoverFaults())('$name has scripts that a shell can read', async (fault) => {
    const { inject, hold = '', heal } = await plan('db1', fault.name, exampleOrder(fault).options);
    for (const script of [inject.join('\n'), hold, heal.join('\n')]) {
      const { exitCode, stderr } = await runProgram('sh', ['-n'], { variables: process.env, input: script });
      expect(stderr).toBe('');
      expect(exitCode).toBe(0);
    }
    expect(heal.length).toBeGreaterThan(0);
  });

  it('is found by its name, with a suggestion for another', async () => {
    await expect(faultNamed('partion')).rejects.toThrow(
      'there is no fault "partion", did you mean "partition"?',
    );
  });
});

describe('faults that make no sense are refused', () => {
  it.each<[string, string, FaultOptions, RegExp]>([
    ['bastion', 'disk-full', {}, /no data volume/],
    ['bastion', 'kill', {}, /no database server/],
    ['db1', 'kill', { service: 'a;b' }, /cannot be the name of a systemd unit/],
    ['db1', 'loss', {}, /how many/],
    ['db1', 'loss', { percent: 101 }, /how many/],
    ['db1', 'delay', { by: 60 }, /how much later/],
    ['db1', 'clock-skew', { by: 0 }, /how wrong/],
    ['db1', 'clock-off', { by: 0 }, /how wrong/],
    ['db1', 'partition', { from: ['db4'] }, /no host "db4"/],
    ['db1', 'partition', { from: ['db1'] }, /cannot be cut off from itself/],
  ])('%s %s %j', async (host, fault, options, message) => {
    await expect(plan(host, fault, options)).rejects.toThrow(message);
  });
});

describe('a partition', () => {
  const rules = async (options: FaultOptions) =>
    (await plan('db1', 'partition', options)).inject
      .join()
      .split('; ')
      .filter((part) => part.includes('add rule'))
      .map((part) => part.replace(/.*db1_partition_4f9a /, '').replace(/'$/, ''));

  it('is from everybody, the operator too, if nobody is named', async () => {
    expect(await rules({})).toEqual([
      'forward oifname vb-db1 drop',
      'output oifname vb-db1 drop',
      'forward iifname vb-db1 drop',
      'input iifname vb-db1 drop',
    ]);
  });

  it('can be from some, and one way', async () => {
    expect(await rules({ from: ['db2', 'operator'], direction: 'in' })).toEqual([
      'forward iifname vb-db2 oifname vb-db1 drop',
      'output oifname vb-db1 drop',
    ]);
    expect(await rules({ from: ['db2'], direction: 'out' })).toEqual([
      'forward iifname vb-db1 oifname vb-db2 drop',
    ]);
  });
});

it('the server of a machine is what a fault is about if none is named', async () => {
  expect((await plan('mongo1', 'hang')).inject.join()).toContain('mongod.service');
  expect((await plan('db1', 'hang')).inject.join()).toContain('mariadb.service');
  expect((await plan('bastion', 'hang', { service: 'ssh' })).inject.join()).toContain('ssh.service');
});
