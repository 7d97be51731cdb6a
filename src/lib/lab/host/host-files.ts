import { OPERATOR_BYTE, type LabHost } from './topology.ts';

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
  neighbours: readonly LabHost[],
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
    file('etc/hosts', hostsFile(neighbours)),
    file('etc/systemd/network/10-host0.network', networkFile(host)),
    file('etc/nftables.conf', packetFilter(host, neighbours)),
    file('etc/ssh/ssh_host_ed25519_key', keys.host.privateKey, 0o600),
    file('etc/ssh/ssh_host_ed25519_key.pub', `${keys.host.publicKey}\n`),
    { path: 'home/admin/.ssh/authorized_keys', mode: 0o600, owner: 'admin', content: `${keys.operator}\n` },
  ];
}

function hostsFile(hosts: readonly LabHost[]): string {
  const lines = ['127.0.0.1 localhost', ...hosts.map(({ address, name }) => `${address} ${name}`)];
  return `${lines.join('\n')}\n`;
}

/** No gateway: what is not in the lab is refused at once instead of timing out. */
function networkFile({ address }: LabHost): string {
  return `[Match]
Name=host0

[Network]
Address=${address}/24
LinkLocalAddressing=no
IPv6AcceptRA=no
`;
}

/** On EC2 the security groups do this: SSH to the bastion from outside, to all others from the bastion only. */
function packetFilter(host: LabHost, neighbours: readonly LabHost[]): string {
  const bastion = neighbours.find(({ role }) => role === 'bastion')?.address;
  const operator = host.address.replace(/\d+$/, String(OPERATOR_BYTE));
  const source = host.role === 'bastion' ? operator : bastion;
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
