import { basename } from 'node:path';
import type { z } from 'zod';
import { isLoopback } from '../infra/config/check-relations.ts';
import { mariadbSection } from '../infra/config/sections/mariadb-section.ts';
import { address, name } from '../infra/config/sections/fields.ts';
import type { InitFlags, InitKey } from './answers.ts';
import { parseEndpoints } from './parse-addresses.ts';

/** One question of `aether init`, and the flag that answers it. */
export interface Question {
  readonly key: InitKey;
  readonly flag: string;
  readonly message: string;
  /** Without an answer the file cannot be written; where nobody can be asked, the flag must be given. */
  readonly required?: boolean;
  /** What is taken where nothing else is said; empty for "none". */
  readonly fallback: (cwd: string) => string;
  /** False where earlier answers leave nothing to ask. */
  readonly applies?: (given: InitFlags) => boolean;
  /** What is wrong with an answer. */
  readonly fault: (text: string) => string | undefined;
}

/** In the order in which they are asked. */
export const QUESTIONS: readonly Question[] = [
  {
    key: 'name',
    flag: '--name <name>',
    message: 'Name of the environment',
    required: true,
    fallback: nameOfDirectory,
    fault: faultOf(name()),
  },
  {
    key: 'mariadb',
    flag: '--mariadb <addresses>',
    message: 'MariaDB servers, comma-separated (several: a Galera cluster)',
    required: true,
    fallback: () => '127.0.0.1',
    fault: (text) => (text.trim() === '' ? 'must name at least one server' : faultOfEndpoints(text)),
  },
  {
    key: 'mariadbVersion',
    flag: '--mariadb-version <series>',
    message: 'Series of the MariaDB servers',
    fallback: () => '10.11',
    fault: faultOf(mariadbSection.shape.version),
  },
  {
    key: 'database',
    flag: '--database <name>',
    message: 'Database of the business tables',
    fallback: () => 'aethermart',
    fault: faultOf(mariadbSection.shape.database),
  },
  {
    key: 'replica',
    flag: '--replica <addresses>',
    message: 'Asynchronous replicas, if any',
    fallback: () => '',
    fault: faultOfEndpoints,
  },
  {
    key: 'mongo',
    flag: '--mongo <addresses>',
    message: 'MongoDB members, if any',
    fallback: () => '',
    fault: faultOfEndpoints,
  },
  {
    key: 'sshUser',
    flag: '--ssh-user <user>',
    message: 'User to log in as over SSH, if the hosts are reached that way',
    fallback: () => '',
    applies: hasRemoteHosts,
    fault: () => undefined,
  },
  {
    key: 'sshKey',
    flag: '--ssh-key <file>',
    message: 'Private key file',
    fallback: () => '~/.ssh/id_ed25519',
    applies: usesSsh,
    fault: (text) => (text.trim() === '' ? 'must be a path' : undefined),
  },
  {
    key: 'bastion',
    flag: '--bastion <address>',
    message: 'Address of the bastion, if the hosts are behind one',
    fallback: () => '',
    applies: usesSsh,
    fault: (text) => (text === '' ? undefined : faultOf(address())(text)),
  },
];

function hasRemoteHosts(given: InitFlags): boolean {
  const endpoints = [given.mariadb, given.replica, given.mongo].flatMap(
    (text) => parseEndpoints(text ?? '') ?? [],
  );
  return !endpoints.every(({ address }) => isLoopback(address));
}

function usesSsh(given: InitFlags): boolean {
  return given.sshUser !== undefined && given.sshUser !== '';
}

function nameOfDirectory(cwd: string): string {
  const directory = basename(cwd).toLowerCase();
  return faultOf(name())(directory) === undefined ? directory : 'dev';
}

function faultOf(schema: z.ZodType): (text: string) => string | undefined {
  return (text) => schema.safeParse(text).error?.issues[0]?.message;
}

function faultOfEndpoints(text: string): string | undefined {
  return parseEndpoints(text) === undefined
    ? 'must be addresses such as 10.0.0.1 or 10.0.0.1:3307'
    : undefined;
}
