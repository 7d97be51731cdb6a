import { labCommand } from '../core/lab-command.ts';
import { debianOf, type Release } from './debian-release.ts';
import { operatorAddress, type LabHost } from './host/topology.ts';

/** A machine with the fingerprint of its host key, as a cloud console would show it. */
export interface KnownHost {
  readonly host: LabHost;
  readonly fingerprint: string;
}

/** Accounts of the servers to come, by use; provisioning makes them with the passwords on file. */
export const ACCOUNTS = {
  mariadb: ['admin', 'migrator', 'ingest', 'reader', 'monitor', 'drill', 'evict', 'backup', 'replication'],
  mongo: ['admin', 'writer', 'reader'],
} as const;

export type Server = keyof typeof ACCOUNTS;

/** The environment file of a lab, as a person would write it; paths are relative to the file. With the authority, if it has one. */
export function renderEnvironmentFile(
  { name, debian }: { readonly name: string; readonly debian: Release },
  hosts: readonly KnownHost[],
  authorityFingerprint?: string,
): string {
  const has = (role: LabHost['role']) => hosts.filter(({ host }) => host.role === role).length;
  return `${[
    `# A lab of machines on this computer. Written by "${labCommand(name, 'up')}"; changes made here are lost with the next one.`,
    '# Commands that use it enter the network of the lab by themselves.',
    `name: ${name}`,
    '',
    'ssh:',
    '  user: admin',
    '  key: ssh/operator',
    '  bastion: bastion',
    '  known_hosts: ssh/known_hosts',
    '',
    'hosts:',
    ...hosts.flatMap(hostLines),
    ...networkLines(hosts),
    '',
    '# The machines come without servers. Provisioning installs them, with the passwords below and the CA that signs',
    '# their certificates; until then "aether check" says unknown of them.',
    ...mariadbLines(name, debianOf(debian).mariadb, has('galera') > 0),
    ...(has('mongo') > 0 ? ['', ...mongoLines(has('mongo'))] : []),
    ...authorityLines(authorityFingerprint),
  ].join('\n')}\n`;
}

function hostLines({ host, fingerprint }: KnownHost): string[] {
  const { name, address, role, zone, dataVolume } = host;
  const disk = dataVolume?.device ?? null;
  return [
    `  ${name}:`,
    `    address: ${address}`,
    `    roles: [${role}]`,
    `    zone: ${zone}`,
    `    host_keys: ['${fingerprint}']`,
    ...(disk === null ? [] : [`    data_disk: ${disk}`]),
  ];
}

/** As "aether provision" adds them: a lab that is started again still refuses another authority. */
function authorityLines(fingerprint: string | undefined): string[] {
  if (fingerprint === undefined) return [];
  const why = '# The authority that signs the certificates of the servers; another one is refused.';
  return ['', why, 'authority:', `  fingerprint: '${fingerprint}'`];
}

/** The operator is in the network of the machines, and reaches their servers as an application does. */
function networkLines(hosts: readonly KnownHost[]): string[] {
  const subnet = hosts[0]?.host.address.replace(/\.\d+$/, '');
  if (subnet === undefined) return [];
  const operator = operatorAddress(subnet);
  return ['', 'network:', `  operators: [${operator}]`, `  clients: [${operator}]`];
}

function mariadbLines(name: string, version: string, hasCluster: boolean): string[] {
  const lines = [
    'mariadb:',
    `  version: '${version}'`,
    ...accountLines('mariadb'),
    '  tls: { mode: verify, ca: tls/ca.pem }',
  ];
  return hasCluster ? [...lines, '  galera:', `    cluster_name: ${name}`, '    gcache_size: 128MiB'] : lines;
}

function mongoLines(members: number): string[] {
  const lines = [
    'mongo:',
    "  version: '8.0'",
    ...accountLines('mongo'),
    '  tls: { mode: verify, ca: tls/ca.pem }',
  ];
  return members > 1 ? [...lines, '  replica_set: lab'] : lines;
}

function accountLines(server: Server): string[] {
  const accounts = ACCOUNTS[server].map(
    (use) => `    ${use}: { user: aether_${use}, password: 'file:${secretFile(server, use)}' }`,
  );
  return ['  accounts:', ...accounts];
}

/** Where a password is kept, relative to the environment file. */
export function secretFile(server: Server, use: string): string {
  return `secrets/${server}-${use}`;
}
