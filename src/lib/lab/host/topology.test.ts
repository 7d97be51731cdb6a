import { describe, expect, it } from 'vitest';
import { labId, labSubnet } from '../lab-name.ts';
import { everyHost, hardwareAddress, topologyOf, withBlankData } from './topology.ts';

describe('the machines of a lab', () => {
  it('have addresses that no two of them share', () => {
    const hosts = everyHost('10.77.0');
    expect(new Set(hosts.map(({ address }) => address)).size).toBe(hosts.length);
    expect(new Set(hosts.map(({ address }) => hardwareAddress(address))).size).toBe(hosts.length);
  });

  it('follow from their names', () => {
    const [bastion, db2] = topologyOf(['bastion', 'db2'], '10.77.3', 1024);
    expect(bastion).toMatchObject({ role: 'bastion', address: '10.77.3.10', dataVolume: null });
    expect(db2).toEqual({
      name: 'db2',
      role: 'galera',
      address: '10.77.3.22',
      zone: 'b',
      dataVolume: { mountPoint: '/var/lib/mysql', bytes: 1024, device: null },
    });
  });

  it('get an unformatted disk if it is for a MariaDB server', () => {
    const blank = topologyOf(['bastion', 'db1', 'replica1', 'mongo1'], '10.77.3', 1024).map(withBlankData);
    expect(blank.map(({ dataVolume }) => dataVolume?.device ?? null)).toEqual([
      null,
      '/dev/vdb',
      '/dev/vdb',
      null,
    ]);
  });

  it.each([
    [['db1'], /needs the host bastion/],
    [['bastion', 'db1', 'db1'], /named twice/],
    [['bastion', 'db10'], /not a valid lab host/],
    [['bastion', 'web1'], /not a valid lab host/],
  ])('%j are refused', (names, message) => {
    expect(() => topologyOf(names, '10.77.0', 0)).toThrow(message);
  });

  it('get a name for their switch port that the kernel accepts (15 characters)', () => {
    for (const { name } of everyHost('10.77.0')) expect(`vb-${name}`.length).toBeLessThanOrEqual(15);
  });
});

describe('labs', () => {
  it('of one name in two directories are different', () => {
    expect(labId('lab', '/a/.aether/lab')).not.toBe(labId('lab', '/b/.aether/lab'));
  });

  it('other than the default one have another network', () => {
    expect(labSubnet('lab')).toBe('10.77.0');
    for (const name of ['one', 'two', 'fleet']) expect(labSubnet(name)).toMatch(/^10\.77\.([1-9]\d{0,2})$/);
  });
});
