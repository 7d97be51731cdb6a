import { everyHost, hardwareAddress, operatorAddress, type LabHost } from './topology.ts';

/** A file that a machine has and the image does not; `path` is relative to the machine's root. */
export interface HostFile {
  readonly path: string;
  readonly mode: number;
  /** `admin` owns what is in its home directory, root everything else. */
  readonly owner: 'root' | 'admin';
  readonly content: string;
}

export interface KeyPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

/** What makes one machine out of the image: name, address, neighbours, keys and who may log in. */
export function hostFiles(
  host: LabHost,
  subnet: string,
  keys: { readonly host: KeyPair; readonly operator: string },
): HostFile[] {
  const file = (path: string, content: string, mode = 0o644): HostFile => ({
    path,
    mode,
    owner: 'root',
    content,
  });
  return [
    file('etc/hostname', `${host.name}\n`),
    file('etc/hosts', hostsFile(subnet)),
    file('etc/systemd/network/10-host0.network', networkFile(host, subnet)),
    file('etc/nftables.conf', packetFilter(host, subnet)),
    file('etc/ssh/ssh_host_ed25519_key', keys.host.privateKey, 0o600),
    file('etc/ssh/ssh_host_ed25519_key.pub', `${keys.host.publicKey}\n`),
    { path: 'home/admin/.ssh/authorized_keys', mode: 0o600, owner: 'admin', content: `${keys.operator}\n` },
  ];
}

function hostsFile(subnet: string): string {
  const lines = [
    '127.0.0.1 localhost',
    ...everyHost(subnet).map(({ address, name }) => `${address} ${name}`),
  ];
  return `${lines.join('\n')}\n`;
}

/**
 * No gateway: what is not in the lab is refused at once instead of timing out. Hardware addresses are fixed and never
 * asked for, as in the network of a cloud: a machine that is gone is silent, and not reported as unreachable.
 */
function networkFile({ address }: LabHost, subnet: string): string {
  const others = [operatorAddress(subnet), ...everyHost(subnet).map((host) => host.address)];
  const neighbours = others
    .filter((other) => other !== address)
    .map((other) => `\n[Neighbor]\nAddress=${other}\nLinkLayerAddress=${hardwareAddress(other)}\n`);
  return `[Match]
Name=host0

[Link]
MACAddress=${hardwareAddress(address)}

[Network]
Address=${address}/24
LinkLocalAddressing=no
IPv6AcceptRA=no
${neighbours.join('')}`;
}

/** On EC2 the security groups do this: SSH to the bastion from outside, to all others from the bastion only. */
function packetFilter(host: LabHost, subnet: string): string {
  const bastion = everyHost(subnet).find(({ role }) => role === 'bastion')?.address;
  const source = host.role === 'bastion' ? operatorAddress(subnet) : bastion;
  return `#!/usr/sbin/nft -f
flush ruleset

table inet filter {
	chain input {
		type filter hook input priority filter; policy accept;
		iif lo accept
		tcp dport 22 ip saddr != ${source} drop
		tcp dport 22 meta nfproto ipv6 drop
	}
}
`;
}
