import { ACCOUNTS, ENVIRONMENT_ACCOUNTS } from './accounts.ts';
import type { SandboxState } from './sandbox-state.ts';
import { ADDRESS, portsOf } from './server-config.ts';
import { MONGO_ACCOUNT_NAMES, MONGO_ACCOUNTS } from '../infra/mongo/account-table.ts';
import { MIGRATE_SECRETS } from './mongo/migrate-secrets.ts';
import { mongoSecretName } from './mongo/mongo-passwords.ts';
import { MONGO_ADDRESS, MONGO_NODE, replicaSetName } from './mongo/mongo-server.ts';
import type { MongoState } from './mongo/mongo-state.ts';
import { HOST_ROLE, nodesOf } from './topology.ts';

/** Of the documents, in every sandbox. */
export const DOCUMENT_DATABASE = 'aethermart';

/** The version of MongoDB that the stand-in says it is. */
const IMITATED_VERSION = '8.2.11';

/** The environment file of the sandbox, as a person would write it; paths are relative to the file. */
export function renderEnvironmentFile(state: SandboxState): string {
  return `${[
    '# The local sandbox. Written by "aether sandbox up"; changes made here are lost with the next one.',
    '# Commands use it by themselves where no other environment file is found.',
    'name: sandbox',
    '',
    'hosts:',
    ...hostLines(state),
    '',
    'mariadb:',
    `  version: '${series(state.version)}'`,
    '  database: aethermart',
    '  # Passwords are generated, one per file, and readable by their owner alone.',
    '  accounts:',
    ...ENVIRONMENT_ACCOUNTS.map(
      (key) => `    ${key}: { user: ${ACCOUNTS[key].user}, password: 'file:secrets/${ACCOUNTS[key].user}' }`,
    ),
    '  tls:',
    '    mode: verify',
    '    ca: tls/ca.pem',
    ...(state.galera
      ? ['  galera:', `    cluster_name: ${state.clusterName}`, "    gcache_size: '128MiB'"]
      : []),
    ...(state.mongo === null ? [] : mongoLines(state.mongo)),
  ].join('\n')}\n`;
}

function mongoLines(mongo: MongoState): string[] {
  return [
    '',
    `# ${mongo.label}`,
    'mongo:',
    `  version: '${series(mongo.isStandIn ? IMITATED_VERSION : mongo.version)}'`,
    `  database: ${DOCUMENT_DATABASE}`,
    `  replica_set: ${replicaSetName(mongo)}`,
    '  accounts:',
    ...MONGO_ACCOUNT_NAMES.map(
      (account) =>
        `    ${account}: { user: ${MONGO_ACCOUNTS[account].user}, password: 'file:secrets/${mongoSecretName(account)}' }`,
    ),
    '  tls:',
    '    mode: verify',
    '    ca: tls/ca.pem',
    '',
    '# Tokens of personal data and digests are made with the one, certificates are signed with the other.',
    'migrate:',
    ...Object.entries(MIGRATE_SECRETS).map(([field, file]) => `  ${field}: 'file:secrets/${file}'`),
  ];
}

function hostLines(state: SandboxState): string[] {
  const servers = nodesOf(state).map(({ name, role }) => {
    const port = portsOf(state, name).mariadb;
    return `  ${name}: { address: ${ADDRESS}, roles: [${HOST_ROLE[role]}], ports: { mariadb: ${port} } }`;
  });
  if (state.mongo === null) return servers;
  const { port } = state.mongo;
  return [
    ...servers,
    `  ${MONGO_NODE}: { address: ${MONGO_ADDRESS}, roles: [mongo], ports: { mongo: ${port} } }`,
  ];
}

function series(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}
