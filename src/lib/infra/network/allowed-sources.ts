import { isIP } from 'node:net';
import type { Environment } from '../config/environment-schema.ts';
import type { Host } from '../config/sections/hosts-section.ts';
import { ACCESS_RULES, type Peer, type ServicePort } from './security-groups.ts';

/** A port of a host, and the addresses and networks that may open connections to it. */
export interface AllowedPort {
  readonly service: ServicePort;
  readonly port: number;
  readonly sources: readonly string[];
}

const GALERA_PORTS = { group: 4567, ist: 4568, sst: 4444 } as const;

/** What may reach a host, by the table of security groups; ports without any source are left out. */
export function allowedPorts(environment: Environment, name: string): AllowedPort[] {
  const host = environment.hosts[name];
  if (host === undefined) return [];
  const ports = portsOf(environment, host);
  const rules = ACCESS_RULES.filter(({ to }) => to.some((role) => host.roles.includes(role)));
  const services = [...new Set(rules.map(({ port }) => port))];
  return services.flatMap((service) => {
    const peers = new Set(rules.filter(({ port }) => port === service).flatMap(({ from }) => from));
    // Without a bastion the operators come straight.
    if (service === 'ssh' && environment.ssh?.bastion === undefined) peers.add('operators');
    const sources = [...new Set([...peers].flatMap((peer) => addressesOf(environment, peer)))].toSorted();
    const others = sources.filter((source) => source !== host.address);
    return others.length === 0 ? [] : [{ service, port: ports[service], sources: others }];
  });
}

/** The IP addresses from which a host's packets come; empty if it is known by a name alone. */
export function packetAddresses({ address, other_addresses }: Host): string[] {
  return [address, ...(other_addresses ?? [])].filter((each) => isIP(each) !== 0);
}

function addressesOf({ hosts, network }: Environment, peer: Peer): readonly string[] {
  if (peer === 'operators') return network?.operators ?? [];
  if (peer === 'clients') return network?.clients ?? [];
  return Object.values(hosts).flatMap((host) => (host.roles.includes(peer) ? packetAddresses(host) : []));
}

function portsOf({ ssh, mariadb, mongo }: Environment, { ports }: Host): Record<ServicePort, number> {
  return {
    ...GALERA_PORTS,
    ssh: ports.ssh ?? ssh?.port ?? 22,
    mariadb: ports.mariadb ?? mariadb.port,
    mongo: ports.mongo ?? mongo?.port ?? 27_017,
  };
}
