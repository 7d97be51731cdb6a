import { describe, expect, it } from 'vitest';
import { environmentSchema } from '../config/environment-schema.ts';
import { HOST_ROLES } from '../config/sections/hosts-section.ts';
import { allowedPorts } from './allowed-sources.ts';

const host = (last: number, ...roles: string[]) => ({ address: `10.0.0.${last}`, roles });
const parse = (words: object = {}) =>
  environmentSchema.parse({
    name: 'shop',
    ssh: { user: 'admin', key: 'key', bastion: 'bastion' },
    hosts: {
      bastion: host(10, 'bastion'),
      db1: host(21, 'galera'),
      db2: host(22, 'galera'),
      replica1: host(31, 'replica'),
      orchestrator: host(50, 'orchestrator'),
    },
    network: { operators: ['192.0.2.0/24'], clients: ['10.1.0.0/16', 'fd00::/8'] },
    mariadb: { version: '11.8', galera: { cluster_name: 'shop' } },
    ...words,
  });
const rules = (name: string, words?: object) =>
  Object.fromEntries(
    allowedPorts(parse(words), name).map(({ service, port, sources }) => [
      `${service} ${port}`,
      sources.join(' '),
    ]),
  );

describe('what may reach a host', () => {
  it('is SSH from operators for the bastion, and from the bastion alone for all others', () => {
    expect(rules('bastion')).toEqual({ 'ssh 22': '192.0.2.0/24' });
    expect(rules('orchestrator')).toEqual({ 'ssh 22': '10.0.0.10' });
  });

  it('is the group for members alone, and the server for members, replicas, the orchestrator and clients', () => {
    expect(rules('db1')).toEqual({
      'ssh 22': '10.0.0.10',
      'mariadb 3306': '10.0.0.22 10.0.0.31 10.0.0.50 10.1.0.0/16 fd00::/8',
      'group 4567': '10.0.0.22',
      'ist 4568': '10.0.0.22',
      'sst 4444': '10.0.0.22',
    });
    expect(rules('replica1')['sst 4444']).toBe('10.0.0.21 10.0.0.22');
  });

  it('is SSH from operators everywhere if there is no bastion', () => {
    const words = { ssh: { user: 'admin', key: 'key' }, hosts: { db1: host(21, 'mariadb') } };
    expect(rules('db1', words)['ssh 22']).toBe('192.0.2.0/24');
  });

  it.each(HOST_ROLES)('is SSH at least for the role %s, so that nobody locks himself out', (role) => {
    const hosts = { ...parse().hosts, one: host(60, role) };
    const words = { hosts, mongo: { version: '8.0' } };
    expect(rules('one', words)['ssh 22']).toBeDefined();
  });

  it('is what comes from any address of a host, and names are not addresses', () => {
    const bastion = { address: 'bastion.example', roles: ['bastion'], other_addresses: ['10.0.0.5'] };
    expect(rules('db1', { hosts: { bastion, db1: host(21, 'mariadb') } })['ssh 22']).toBe('10.0.0.5');
  });
});
