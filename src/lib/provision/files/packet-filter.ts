import type { AllowedPort } from '../../infra/network/allowed-sources.ts';

/**
 * The table of aether for nftables, which replaces an older one in one transaction; tables of others stay as they are.
 * What is not allowed is dropped and not rejected, so that a scan learns nothing. ICMP stays: path MTU and neighbours need it.
 */
export function packetFilter(ports: readonly AllowedPort[]): string {
  const rules = ports.flatMap(({ service, port, sources }) =>
    [
      { family: 'ip', of: sources.filter((source) => !source.includes(':')) },
      { family: 'ip6', of: sources.filter((source) => source.includes(':')) },
    ]
      .filter(({ of }) => of.length > 0)
      .map(
        ({ family, of }) =>
          `\t\t${family} saddr { ${of.join(', ')} } tcp dport ${port} accept comment "${service}"`,
      ),
  );
  return `${[
    '# Written by aether.',
    'table inet aether',
    'delete table inet aether',
    'table inet aether {',
    '\tchain input {',
    '\t\ttype filter hook input priority filter; policy drop;',
    '\t\tct state established,related accept',
    '\t\tct state invalid drop',
    '\t\tiif lo accept',
    // ICMP and ICMPv6 by their numbers: nft knows the names only where /etc/protocols is installed.
    '\t\tmeta l4proto { 1, 58 } accept',
    '\t\tudp dport { 68, 546 } accept comment "DHCP"',
    ...rules,
    '\t}',
    '}',
  ].join('\n')}\n`;
}
