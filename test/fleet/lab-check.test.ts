import { describe, expect } from 'vitest';
import { documentOf, startAether } from '../support/aether-cli.ts';
import { fleet } from '../support/fleet.ts';

const NAMES = ['bastion', 'db1', 'db2', 'db3', 'replica1', 'mongo1'];
const ACCOUNTS = ['admin', 'migrator', 'ingest', 'reader', 'monitor', 'drill', 'evict'];
const MEMBERS = ['db1', 'db2', 'db3'];
const SERVERS = [...MEMBERS, 'replica1'];
const MONGO_SERVERS = ['mongo1'];
const MONGO_ACCOUNTS = ['admin', 'writer', 'reader'];

interface FindingData {
  readonly check: string;
  readonly host: string | null;
  readonly status: string;
  readonly message: string;
  readonly hint: string | null;
}

describe('aether check of a lab whose machines are not provisioned', () => {
  fleet('reaches every machine and says unknown of every server, in full', async ({ lab }) => {
    const ended = await startAether(['--env', lab.environmentFile, 'check', '--json'], {
      cwd: lab.stateDir,
      variables: { AETHER_STATE_DIR: lab.stateDir },
    }).ended;
    const { ok, data } = documentOf<{ findings: FindingData[] }>(ended);
    const found = (check: string) =>
      data.findings
        .filter((finding) => finding.check === check)
        .map(({ host, status }) => `${host ?? '-'} ${status}`);
    const each = (hosts: readonly string[], status: string) => hosts.map((host) => `${host} ${status}`);
    expect({
      'environment file': found('environment file'),
      ssh: found('ssh'),
      'machine clock': found('machine clock'),
      cluster: found('cluster'),
      gtid: found('gtid'),
      accounts: found('accounts'),
      certificate: found('certificate'),
      clock: found('clock'),
      settings: found('settings'),
      version: found('version'),
      mongo: found('mongo'),
      'mongo clock': found('mongo clock'),
      'mongo accounts': found('mongo accounts'),
    }).toEqual({
      'environment file': ['- ok'],
      ssh: each(NAMES, 'ok'),
      'machine clock': each(NAMES, 'ok'),
      cluster: each(MEMBERS, 'unknown'),
      gtid: each(MEMBERS, 'unknown'),
      // On the server that takes the writes.
      accounts: each(Array<string>(ACCOUNTS.length).fill('db1'), 'unknown'),
      certificate: each(SERVERS, 'unknown'),
      clock: each(SERVERS, 'unknown'),
      settings: each(SERVERS, 'unknown'),
      version: each(SERVERS, 'unknown'),
      mongo: each(MONGO_SERVERS, 'unknown'),
      'mongo clock': each(MONGO_SERVERS, 'unknown'),
      // On whichever server of the set is the primary.
      'mongo accounts': MONGO_ACCOUNTS.map(() => '- unknown'),
    });
    expect(data.findings).toHaveLength(
      1 +
        2 * NAMES.length +
        2 * MEMBERS.length +
        ACCOUNTS.length +
        4 * SERVERS.length +
        2 * MONGO_SERVERS.length +
        MONGO_ACCOUNTS.length,
    );
    for (const { status, message, hint } of data.findings) {
      if (status !== 'unknown') continue;
      expect(message).toMatch(/cannot read tls\/ca\.pem \(ENOENT\)/);
      expect(hint).toMatch(/\w/);
    }
    expect({ ok, exitCode: ended.exitCode }).toEqual({ ok: false, exitCode: 1 });
  });
});
