import type { Environment } from '../../infra/config/environment-schema.ts';
import type { MemberReport } from '../../infra/mariadb/galera/member-report.ts';
import type { SettingChanges } from '../mariadb/setting-class.ts';
import type { PackageUpdate } from '../packages/updates.ts';
import type { ServerReport } from './server-report.ts';

/** What the plan of the servers is made from. */
export interface ClusterFacts {
  readonly environment: Environment;
  /** The hosts that this run works on. */
  readonly chosen: readonly string[];
  /** Hosts whose server is taken over, whoever installed it. */
  readonly adopted: readonly string[];
  /** Of all hosts with a server that could be asked. */
  readonly servers: ReadonlyMap<string, ServerReport>;
  /** All members of the file, those that are not chosen too. */
  readonly members: readonly MemberReport[];
  /** Accounts that the cluster, or a single server, does not have as the table says; undefined if nobody could ask. */
  readonly changedAccounts: ReadonlyMap<string, readonly string[]>;
  /** By host: what the running server has otherwise than the option file that the host should have; none if nothing says so. */
  readonly settings: ReadonlyMap<string, SettingChanges>;
  /** By host: packages of its server with another version in its repositories; empty if nobody asked. */
  readonly updates: ReadonlyMap<string, readonly PackageUpdate[]>;
}
