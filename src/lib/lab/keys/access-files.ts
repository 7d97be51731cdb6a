import type { LabHost } from '../host/topology.ts';
import type { LabLayout } from '../layout.ts';
import { inNetwork } from '../network/network.ts';

/** A machine with its public host key, a line of `ssh_host_ed25519_key.pub`. */
export interface HostKey {
  readonly host: LabHost;
  readonly publicKey: string;
}

/** The lab's known_hosts: each machine by name and by address. */
export function knownHostsFile(keys: readonly HostKey[]): string {
  const lines = keys.map(({ host, publicKey }) => {
    const [type, blob] = publicKey.trim().split(' ');
    return `${host.name},${host.address} ${type} ${blob}`;
  });
  return `${lines.join('\n')}\n`;
}

/** For the `ssh` of the system, inside the network of the lab: `ssh -F config db1`. */
export function sshConfigFile(layout: LabLayout, hosts: readonly LabHost[]): string {
  const machines = hosts.flatMap(({ name, address, role }) => [
    '',
    `Host ${name}`,
    `  HostName ${address}`,
    ...(role === 'bastion' ? [] : [`  ProxyCommand ssh -F "${layout.sshConfig}" -W %h:%p bastion`]),
  ]);
  const lines = [
    '# The machines of the lab for OpenSSH. It must run in their network, as root:',
    `#   ${inNetwork(layout).join(' ')} ssh -F "${layout.sshConfig}" db1`,
    'Host *',
    '  User admin',
    `  IdentityFile "${layout.operatorKey}"`,
    '  IdentitiesOnly yes',
    `  UserKnownHostsFile "${layout.knownHosts}"`,
    '  StrictHostKeyChecking yes',
    '  ConnectTimeout 10',
    // A machine that reboots or loses its network says no goodbye: without these the client would wait for ever.
    '  ServerAliveInterval 5',
    '  ServerAliveCountMax 3',
    '  LogLevel ERROR',
    ...machines,
  ];
  return `${lines.join('\n')}\n`;
}
