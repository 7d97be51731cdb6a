import type { Endpoint } from './parse-addresses.ts';

/** What `aether init` was told on the command line, as text. */
export type InitFlags = Readonly<Record<InitKey, string | undefined>>;

export type InitKey =
  'name' | 'mariadb' | 'mariadbVersion' | 'database' | 'replica' | 'mongo' | 'sshUser' | 'sshKey' | 'bastion';

/** What an environment file is written from. */
export interface InitAnswers {
  readonly name: string;
  readonly mariadbVersion: string;
  readonly database: string;
  /** One server on its own, or the members of a Galera cluster. */
  readonly mariadb: readonly Endpoint[];
  readonly replica: readonly Endpoint[];
  readonly mongo: readonly Endpoint[];
  readonly ssh:
    { readonly user: string; readonly key: string; readonly bastion: string | undefined } | undefined;
}
