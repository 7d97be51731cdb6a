import { describe, expect, it } from 'vitest';
import { runProgram } from '../../infra/process/run-program.ts';
import { topologyOf } from '../host/topology.ts';
import { FAULTS, faultNamed } from './catalogue.ts';
import type { FaultOptions, FaultScene } from './fault.ts';

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

function plan(host: string, fault: string, options: FaultOptions = {}) {
  return faultNamed(fault).plan(sceneOf(host, fault), options);
}

/** The options without which a fault would be refused. */
const NEEDED: Readonly<Record<string, FaultOptions>> = {
  loss: { percent: 5 },
  delay: { by: 0.05 },
  'clock-skew': { by: -3600 },
};

describe('every fault', () => {
  it.each(FAULTS.map(({ name }) => name))('%s has scripts that a shell can read', async (name) => {
    const { inject, hold = '', heal } = plan('db1', name, NEEDED[name]);
    for (const script of [inject.join('\n'), hold, heal.join('\n')]) {
      const { exitCode, stderr } = await runProgram('sh', ['-n'], { variables: process.env, input: script });
      expect(stderr).toBe('');
      expect(exitCode).toBe(0);
    }
    expect(heal.length).toBeGreaterThan(0);
  });

  it('is found by its name, with a suggestion for another', () => {
    expect(() => faultNamed('partion')).toThrow('there is no fault "partion", did you mean "partition"?');
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
    ['db1', 'partition', { from: ['db4'] }, /no host "db4"/],
    ['db1', 'partition', { from: ['db1'] }, /cannot be cut off from itself/],
  ])('%s %s %j', (host, fault, options, message) => {
    expect(() => plan(host, fault, options)).toThrow(message);
  });
});

describe('a partition', () => {
  const rules = (options: FaultOptions) =>
    plan('db1', 'partition', options)
      .inject.join()
      .split('; ')
      .filter((part) => part.includes('add rule'))
      .map((part) => part.replace(/.*db1_partition_4f9a /, '').replace(/'$/, ''));

  it('is from everybody, the operator too, where nobody is named', () => {
    expect(rules({})).toEqual([
      'forward oifname vb-db1 drop',
      'output oifname vb-db1 drop',
      'forward iifname vb-db1 drop',
      'input iifname vb-db1 drop',
    ]);
  });

  it('can be from some, and one way', () => {
    expect(rules({ from: ['db2', 'operator'], direction: 'in' })).toEqual([
      'forward iifname vb-db2 oifname vb-db1 drop',
      'output oifname vb-db1 drop',
    ]);
    expect(rules({ from: ['db2'], direction: 'out' })).toEqual([
      'forward iifname vb-db1 oifname vb-db2 drop',
    ]);
  });
});

it('the server of a machine is what a fault is about where none is named', () => {
  expect(plan('mongo1', 'hang').inject.join()).toContain('mongod.service');
  expect(plan('db1', 'hang').inject.join()).toContain('mariadb.service');
  expect(plan('bastion', 'hang', { service: 'ssh' }).inject.join()).toContain('ssh.service');
});
