import { ACCOUNTS, ENVIRONMENT_ACCOUNTS } from './accounts.ts';
import type { SandboxState } from './sandbox-state.ts';
import { ADDRESS, portsOf } from './server-config.ts';
import { HOST_ROLE, nodesOf } from './topology.ts';

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
  ].join('\n')}\n`;
}

function hostLines(state: SandboxState): string[] {
  return nodesOf(state).map(({ name, role }) => {
    const port = portsOf(state, name).mariadb;
    return `  ${name}: { address: ${ADDRESS}, roles: [${HOST_ROLE[role]}], ports: { mariadb: ${port} } }`;
  });
}

function series(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}
