import type { Environment } from '../config/environment-schema.ts';
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
  const rules = ACCESS_RULES.filter(({ to }) => to.some((role) => host.roles.includes(role)));
  const services = [...new Set(rules.map(({ port }) => port))];
  return services.flatMap((service) => {
    const peers = new Set(rules.filter(({ port }) => port === service).flatMap(({ from }) => from));
    // Without a bastion the operators come straight.
    if (service === 'ssh' && environment.ssh?.bastion === undefined) peers.add('operators');
    const sources = [...new Set([...peers].flatMap((peer) => addressesOf(environment, peer)))].toSorted();
    const others = sources.filter((source) => source !== host.address);
    return others.length === 0
      ? []
      : [{ service, port: portOf(environment, name, service), sources: others }];
  });
}

function addressesOf({ hosts, network }: Environment, peer: Peer): readonly string[] {
  if (peer === 'operators') return network?.operators ?? [];
  if (peer === 'clients') return network?.clients ?? [];
  return Object.values(hosts).flatMap(({ address, roles }) => (roles.includes(peer) ? [address] : []));
}

function portOf({ hosts, ssh, mariadb, mongo }: Environment, name: string, service: ServicePort): number {
  const ports = hosts[name]?.ports;
  if (service === 'ssh') return ports?.ssh ?? ssh?.port ?? 22;
  if (service === 'mariadb') return ports?.mariadb ?? mariadb.port;
  if (service === 'mongo') return ports?.mongo ?? mongo?.port ?? 27_017;
  return GALERA_PORTS[service];
}
