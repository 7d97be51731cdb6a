import { describe, expect, it } from 'vitest';
import { layoutOf } from './layout.ts';
import type { SandboxState } from './sandbox-state.ts';
import { renderNodeConfig, type ConfigInput } from './server-config.ts';
import { nodesOf } from './topology.ts';

const GIB = 1024 ** 3;
const ports = (base: number) => ({ mariadb: base, group: base + 1, ist: base + 2, sst: base + 3 });
const state: SandboxState = {
  format: 1,
  wanted: 'up',
  galera: true,
  replica: true,
  basedir: null,
  version: '10.11.19',
  clusterName: 'sandbox-abc',
  mongo: null,
  ports: { node1: ports(1000), node2: ports(2000), node3: ports(3000), replica1: ports(4000) },
};
const input: ConfigInput = {
  layout: layoutOf('/srv/.aether', 0),
  state,
  programs: { basedir: '/usr', provider: '/usr/lib/galera/libgalera_smm.so' },
  backupPassword: 'pw',
  osUser: 'ann',
  memoryBytes: 16 * GIB,
};

/** What the server itself reads: the options of its own section. */
function options(text: string): Record<string, string> {
  const sections = text.split(/^\[/m).filter((section) => section.startsWith('mariadbd]'));
  return Object.fromEntries(
    [...sections.join('\n').matchAll(/^([\w-]+) = (.*)$/gm)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  );
}

async function renderText(name: string, changes: Partial<SandboxState> = {}) {
  const whole = { ...state, ...changes };
  const node = nodesOf(whole).find((each) => each.name === name)!;
  return renderNodeConfig(node, { ...input, state: whole });
}

async function render(name: string, changes: Partial<SandboxState> = {}) {
  return options(await renderText(name, changes));
}

describe('server configuration', () => {
  it('of a single server has no trace of Galera', async () => {
    const single = await render('node1', { galera: false });
    expect(Object.keys(single).filter((key) => key.startsWith('wsrep'))).toEqual([]);
    expect(single).toMatchObject({
      user: 'ann',
      port: '1000',
      datadir: '/srv/.aether/sandbox/node1/data',
      require_secure_transport: 'ON',
      innodb_flush_log_at_trx_commit: '1',
      innodb_buffer_pool_size: String(2 * GIB),
      server_id: '1',
      gtid_domain_id: '11',
    });
  });

  it('of members differs only where it must: all know all, and share server id and domain', async () => {
    const [one, two] = [await render('node1'), await render('node2')];
    const different = Object.keys(one).filter((key) => one[key] !== two[key]);
    const expected =
      'datadir gtid_domain_id log_error pid_file port slow_query_log_file socket tmpdir wsrep_node_address ' +
      'wsrep_node_incoming_address wsrep_node_name wsrep_provider_options wsrep_sst_receive_address';
    expect(different.toSorted().join(' ')).toBe(expected);
    expect(one).toMatchObject({
      wsrep_cluster_address: 'gcomm://127.0.0.1:1001,127.0.0.1:2001,127.0.0.1:3001',
      wsrep_gtid_domain_id: '1',
      wsrep_mode: 'REQUIRED_PRIMARY_KEY,STRICT_REPLICATION',
    });
  });

  it('keeps the logs of state transfers with the member', async () => {
    expect(await renderText('node2')).toContain(
      '\nsst-log-archive-dir = /srv/.aether/sandbox/node2/sst-logs\n',
    );
  });

  it('keeps the timeouts of the group in the order that Galera asks for', async () => {
    const seconds = (name: string, text = '') => Number(new RegExp(`${name}=PT([\\d.]+)S`).exec(text)?.[1]);
    const { wsrep_provider_options: all } = await render('node1');
    const suspect = seconds('evs.suspect_timeout', all);
    expect(seconds('evs.keepalive_period', all)).toBeLessThanOrEqual(suspect / 3);
    expect(seconds('evs.inactive_check_period', all)).toBeLessThanOrEqual(suspect / 2);
    expect(seconds('gmcast.peer_timeout', all)).toBeLessThan(suspect);
    expect(seconds('evs.install_timeout', all)).toBeLessThanOrEqual(seconds('evs.inactive_timeout', all));
  });

  it('of the replica is read-only and has a server id of its own', async () => {
    expect(await render('replica1')).toMatchObject({
      read_only: 'ON',
      gtid_strict_mode: 'ON',
      server_id: '2',
    });
  });
});
