import type { Context } from '../infra/context.ts';

/** What provisioning uses of the outside world. */
export type ProvisionContext = Pick<
  Context,
  | 'runId'
  | 'argv'
  | 'cwd'
  | 'stateDir'
  | 'variables'
  | 'signal'
  | 'clock'
  | 'redactor'
  | 'emit'
  | 'environment'
  | 'ssh'
  | 'confirm'
>;

export interface ProvisionRequest {
  /** Names of hosts; undefined for all. */
  readonly hosts: readonly string[] | undefined;
  readonly roles: readonly string[] | undefined;
  /** Hosts whose MariaDB server is taken over, although aether did not install it. */
  readonly adopt: readonly string[] | undefined;
  /** Whether servers get newer packages of their series. */
  readonly update: boolean;
  /** How many hosts are worked on at a time. */
  readonly parallel: number;
}
