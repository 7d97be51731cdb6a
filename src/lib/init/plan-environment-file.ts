import { stringify } from 'yaml';
import { isLoopback } from '../infra/config/check-relations.ts';
import type { InitAnswers } from './answers.ts';
import type { Endpoint } from './parse-addresses.ts';

/** The text of an environment file with comments; `schema` is where editors find its JSON Schema. */
export function planEnvironmentFile(answers: InitAnswers, schema: string): string {
  const sections = [
    [
      `# yaml-language-server: $schema=${schema}`,
      '#',
      '# An environment of aether. "aether config show --sources" prints what is in force and where it came from.',
      `name: ${scalar(answers.name)}`,
    ],
    sshSection(answers),
    hostsSection(answers),
    mariadbSection(answers),
    mongoSection(answers),
    [
      '# What "aether ingest NAME" loads; configs/sources/NAME.yaml describes the files.',
      '# sources:',
      '#   olist: { from: data/olist }',
    ],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function sshSection({ ssh }: InitAnswers): string[] {
  if (ssh === undefined) return [];
  return [
    'ssh:',
    `  user: ${scalar(ssh.user)}`,
    `  key: ${scalar(ssh.key)}`,
    ...(ssh.bastion === undefined
      ? []
      : ['  # Every other host is reached through it.', '  bastion: bastion1']),
    '  # Only hosts whose keys are in this file are talked to.',
    '  known_hosts: ~/.ssh/known_hosts',
  ];
}

function hostsSection({ ssh, mariadb, replica, mongo }: InitAnswers): string[] {
  const isCluster = mariadb.length > 1;
  return [
    'hosts:',
    ...(ssh?.bastion === undefined ? [] : [hostLine('bastion1', { address: ssh.bastion }, 'bastion')]),
    ...(isCluster
      ? ['  # Put the members into different zones: "zone: a" is one that may fail as a whole.']
      : []),
    ...mariadb.map((endpoint, index) =>
      hostLine(`db${index + 1}`, endpoint, isCluster ? 'galera' : 'mariadb'),
    ),
    ...replica.map((endpoint, index) => hostLine(`replica${index + 1}`, endpoint, 'replica')),
    ...mongo.map((endpoint, index) => hostLine(`mongo${index + 1}`, endpoint, 'mongo')),
  ];
}

function hostLine(name: string, { address, port }: Endpoint, role: string): string {
  const service = role === 'mongo' ? 'mongo' : 'mariadb';
  const ports = port === undefined ? '' : `, ports: { ${service}: ${port} }`;
  return `  ${name}: { address: ${scalar(address)}, roles: [${role}]${ports} }`;
}

function mariadbSection(answers: InitAnswers): string[] {
  const isCluster = answers.mariadb.length > 1;
  return [
    'mariadb:',
    '  # In quotes: YAML reads a bare 11.10 as the number 11.1.',
    `  version: ${scalar(answers.mariadbVersion)}`,
    `  database: ${scalar(answers.database)}`,
    '  accounts:',
    '    # Where the passwords are, never the passwords: env:NAME, file:PATH or cmd:COMMAND.',
    ...['admin', 'migrator', 'ingest', 'reader'].map((use) => accountLine(use, passwordVariable(use))),
    ...tlsLines([...answers.mariadb, ...answers.replica]),
    ...(isCluster ? ['  galera:', `    cluster_name: ${scalar(answers.name)}`] : []),
  ];
}

function mongoSection({ name, database, mongo }: InitAnswers): string[] {
  if (mongo.length === 0) return [];
  return [
    'mongo:',
    '  version: "8.0"',
    `  database: ${scalar(database)}`,
    ...(mongo.length > 1 ? [`  replica_set: ${scalar(name)}`] : []),
    '  accounts:',
    ...['admin', 'writer'].map((use) => accountLine(use, passwordVariable(`mongo_${use}`))),
    ...tlsLines(mongo),
  ];
}

function accountLine(use: string, variable: string): string {
  return `    ${use}: { user: aether_${use}, password: env:${variable} }`;
}

function passwordVariable(account: string): string {
  return `AETHER_${account.toUpperCase()}_PASSWORD`;
}

function tlsLines(endpoints: readonly Endpoint[]): string[] {
  if (endpoints.every(({ address }) => isLoopback(address))) {
    return [
      '  # Only for servers on loopback: anywhere else a connection without TLS is refused.',
      '  tls: { mode: "off" }',
    ];
  }
  return [
    '  tls:',
    '    # Encrypted, and the certificate must name the host.',
    '    mode: verify',
    '    # The authority that signed the servers, where it is not one that this machine trusts.',
    '    # ca: ca.pem',
  ];
}

/** A text as YAML, in quotes where it would be read as something else. */
function scalar(text: string): string {
  return stringify(text, { lineWidth: 0 }).trim();
}
