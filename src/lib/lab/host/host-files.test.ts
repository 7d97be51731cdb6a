import { expect, it } from 'vitest';
import { hostFiles } from './host-files.ts';
import { topologyOf } from './topology.ts';

const KEYS = { host: { privateKey: 'private\n', publicKey: 'public' }, operator: 'operator' };

function content(name: string, path: string): string {
  const [host] = topologyOf([name, ...(name === 'bastion' ? [] : ['bastion'])], '10.77.0', 0);
  return hostFiles(host!, '10.77.0', KEYS).find((file) => file.path === path)?.content ?? '';
}

it('a machine accepts SSH from the bastion, and the bastion from the operator', () => {
  expect(content('db1', 'etc/nftables.conf')).toContain('tcp dport 22 ip saddr != 10.77.0.10 drop');
  expect(content('bastion', 'etc/nftables.conf')).toContain('tcp dport 22 ip saddr != 10.77.0.1 drop');
});

it('a machine knows every other by name and hardware address, and has no way out', () => {
  const network = content('db1', 'etc/systemd/network/10-host0.network');
  expect(network).toContain('Address=10.77.0.21/24');
  expect(network).toContain('[Neighbor]\nAddress=10.77.0.1\nLinkLayerAddress=02:00:0a:4d:00:01\n');
  expect(network).not.toContain('[Neighbor]\nAddress=10.77.0.21\n');
  expect(network).not.toMatch(/Gateway/);
  expect(content('db1', 'etc/hosts')).toContain('10.77.0.29 db9\n');
});

it('a private key can be read by root alone', () => {
  const [host] = topologyOf(['bastion'], '10.77.0', 0);
  const files = hostFiles(host!, '10.77.0', KEYS);
  const keys = files.filter(({ path }) => path.endsWith('_key') || path.endsWith('authorized_keys'));
  expect(keys.map(({ mode, owner }) => `${mode.toString(8)} ${owner}`)).toEqual(['600 root', '600 admin']);
});
