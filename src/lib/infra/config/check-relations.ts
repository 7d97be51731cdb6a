import { didYouMean } from '../../core/suggest.ts';
import type { Environment } from './environment-schema.ts';
import { hostsWith, MARIADB_ROLES } from './hosts-with.ts';
import type { Remark } from './problem.ts';
import type { Host } from './sections/hosts-section.ts';

/** What one part of an environment demands of another, and is not so. */
export function checkRelations(environment: Environment): Remark[] {
  return [
    ...checkBastion(environment),
    ...checkUsers(environment),
    ...Object.entries(environment.hosts).flatMap(([name, host]) => [
      ...checkRoles(name, host),
      ...checkDataDisk(name, host),
    ]),
    ...checkNeedsOfRoles(environment),
    ...checkReplicaSet(environment),
    ...checkEmbeddings(environment),
    ...checkEndpoints(environment),
    ...checkTls(environment),
  ];
}

/** What works, and is better done otherwise. */
export function adviseOn(environment: Environment): Remark[] {
  const members = hostsWith(environment, ['galera']).length;
  if (members === 0 || (members >= 3 && members % 2 === 1)) return [];
  const message = `${members} Galera ${members === 1 ? 'member keeps' : 'members keep'} no majority when one is lost: an odd number from three up does`;
  return [{ path: ['hosts'], message, at: 'key' }];
}

function checkBastion({ ssh, hosts }: Environment): Remark[] {
  const name = ssh?.bastion;
  if (name === undefined) return [];
  const path = ['ssh', 'bastion'];
  const host = hosts[name];
  if (host === undefined)
    return [{ path, message: `no host has this name${didYouMean(name, Object.keys(hosts))}` }];
  return host.roles.includes('bastion')
    ? []
    : [{ path, message: `the host ${name} does not have the role bastion` }];
}

/** aether never changes the account that it logs in as: without its key, shell or sudo nobody could repair a host. */
function checkUsers({ ssh }: Environment): Remark[] {
  if (ssh === undefined) return [];
  const names = [...Object.keys(ssh.users), ...Object.keys(ssh.jump_users)];
  const own = ['users', 'jump_users'].flatMap((list) =>
    Object.keys(ssh[list as 'users' | 'jump_users'])
      .filter((name) => name === ssh.user || name === 'root')
      .map((name) => ({
        path: ['ssh', list, name],
        message: `${name === ssh.user ? 'aether logs in as this user, who' : 'root'} keeps key, shell and rights as they are: take it off the list`,
        at: 'key' as const,
      })),
  );
  const twice = Object.keys(ssh.jump_users)
    .filter((name) => names.indexOf(name) < names.lastIndexOf(name))
    .map((name) => ({
      path: ['ssh', 'jump_users', name],
      message: `${name} is in ssh.users too: a user has a shell or has none`,
      at: 'key' as const,
    }));
  return [...own, ...twice];
}

function checkRoles(name: string, host: Host): Remark[] {
  const path = ['hosts', name, 'roles'];
  const repeated = host.roles.flatMap((role, index) =>
    host.roles.indexOf(role) < index ? [{ path: [...path, index], message: `${role} is there twice` }] : [],
  );
  const servers = MARIADB_ROLES.filter((role) => host.roles.includes(role));
  if (servers.length < 2) return repeated;
  return [
    ...repeated,
    { path, message: `a host runs one MariaDB server: ${servers.join(' and ')} exclude each other` },
  ];
}

function checkDataDisk(name: string, { data_disk: disk, roles }: Host): Remark[] {
  if (disk === undefined || roles.some((role) => MARIADB_ROLES.some((server) => server === role))) return [];
  const message = `is for a MariaDB server: the host ${name} does not have a role of one`;
  return [{ path: ['hosts', name, 'data_disk'], message, at: 'key' }];
}

/** What a role needs elsewhere in the file; said at the first host that has the role. */
function checkNeedsOfRoles(environment: Environment): Remark[] {
  const needs = [
    {
      role: 'replica',
      isMet: hostsWith(environment, ['mariadb', 'galera']).length > 0,
      message: 'a replica needs a host with the role mariadb or galera to follow',
    },
    {
      role: 'galera',
      isMet: environment.mariadb.galera !== undefined,
      message: 'the role galera needs the section mariadb.galera with its cluster_name',
    },
    {
      role: 'mongo',
      isMet: environment.mongo !== undefined,
      message: 'the role mongo needs the section mongo',
    },
  ] as const;
  return needs.flatMap(({ role, isMet, message }) => {
    const [host] = hostsWith(environment, [role]);
    return isMet || host === undefined ? [] : [{ path: ['hosts', host, 'roles'], message }];
  });
}

function checkReplicaSet(environment: Environment): Remark[] {
  const members = hostsWith(environment, ['mongo']).length;
  if (members < 2 || environment.mongo === undefined || environment.mongo.replica_set !== undefined)
    return [];
  const message = `is missing: ${members} hosts have the role mongo`;
  return [{ path: ['mongo', 'replica_set'], message, at: 'key' }];
}

/** What a provider cannot do without. */
const NEEDED: Readonly<Record<string, 'api_key' | 'base_url' | 'model_directory'>> = {
  gemini: 'api_key',
  openai: 'base_url',
  onnx: 'model_directory',
};

/** Why prefixes are not given to other providers than openai. */
const NO_PREFIX: Readonly<Record<string, string>> = {
  gemini: 'is for openai: the prefixes of gemini are known',
  onnx: 'is for openai: those of a model directory are in its model.yaml',
};

function checkEmbeddings({ embeddings }: Environment): Remark[] {
  if (embeddings === undefined) return [];
  const { provider, base_url: url, model_directory: directory } = embeddings;
  const needed = NEEDED[provider];
  const message = `is missing: the provider ${provider} needs one`;
  const path = (key: string) => ['embeddings', key];
  return [
    ...(needed !== undefined && embeddings[needed] === undefined
      ? [{ path: path(needed), message, at: 'key' as const }]
      : []),
    ...(provider !== 'onnx' && directory !== undefined
      ? [{ path: path('model_directory'), message: 'is for the provider onnx' }]
      : []),
    ...checkPrefixes(embeddings),
    ...(url !== undefined && isPlain(url)
      ? [{ path: path('base_url'), message: 'must begin with https: it is not on this computer' }]
      : []),
  ];
}

function checkPrefixes({
  provider,
  document_prefix: document,
  query_prefix: query,
}: NonNullable<Environment['embeddings']>): Remark[] {
  const message = NO_PREFIX[provider];
  if (message === undefined || (document ?? query) === undefined) return [];
  return [{ path: ['embeddings', document === undefined ? 'query_prefix' : 'document_prefix'], message }];
}

/** Texts and the key would cross the network in the clear. */
function isPlain(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && !isLoopback(hostname.replaceAll(/[[\]]/g, ''));
}

/** Two servers cannot listen at one address and port. */
function checkEndpoints(environment: Environment): Remark[] {
  const owners = new Map<string, string>();
  return endpointsOf(environment).flatMap(({ name, address, port }) => {
    const endpoint = `${address}:${port}`;
    const owner = owners.get(endpoint);
    owners.set(endpoint, owner ?? name);
    if (owner === undefined) return [];
    return [{ path: ['hosts', name, 'address'], message: `${endpoint} is already a server of ${owner}` }];
  });
}

function endpointsOf({ hosts, mariadb, mongo }: Environment) {
  return Object.entries(hosts).flatMap(([name, { address, roles, ports }]) => [
    ...(roles.some((role) => MARIADB_ROLES.some((server) => server === role))
      ? [{ name, address, port: ports.mariadb ?? mariadb.port }]
      : []),
    ...(roles.includes('mongo') && mongo !== undefined
      ? [{ name, address, port: ports.mongo ?? mongo.port }]
      : []),
  ]);
}

function checkTls(environment: Environment): Remark[] {
  const sections = [
    { section: 'mariadb', tls: environment.mariadb.tls, roles: MARIADB_ROLES },
    { section: 'mongo', tls: environment.mongo?.tls, roles: ['mongo'] },
  ] as const;
  return sections.flatMap(({ section, tls, roles }) => {
    if (tls?.mode !== 'off') return [];
    const remote = hostsWith(environment, roles).find(
      (name) => !isLoopback(environment.hosts[name]?.address ?? ''),
    );
    if (remote === undefined) return [];
    const message = `off is for servers on loopback only, and ${remote} is not: passwords and data would cross the network in the clear`;
    return [{ path: [section, 'tls', 'mode'], message }];
  });
}

/** True for an address that never leaves the machine. */
export function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || /^127(\.\d{1,3}){3}$/.test(address);
}
