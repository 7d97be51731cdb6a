import { generateKeyPairSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pool } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentOf } from '../../support/aether-cli.ts';
import { openAdmin } from '../../support/admin.ts';
import type { OwnSandbox } from '../../support/own-sandbox.ts';
import { plantShop } from '../../support/shop.ts';
import { openWorkspace, type Workspace } from '../../support/workspace.ts';

const NODES = ['node1', 'node2', 'node3'] as const;
const DATABASE = 'aethertest_audit_cluster';
const RECORDS = `audit_${DATABASE}.audit_record`;

interface Fault {
  readonly kind: string;
  readonly host: string;
  readonly place: string;
}

// On a cluster that another file has started, and leaves whole.

export function auditTests(sandboxOf: () => OwnSandbox, portOf: (node: string) => number): void {
  describe('the audit of a cluster', { timeout: 300_000 }, () => {
    let shop: Workspace;
    let members: Pool[] = [];

    beforeAll(async () => {
      const { stateDir } = sandboxOf().context;
      const key = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
      shop = await openWorkspace({
        server: { port: portOf('node1'), stateDir },
        database: DATABASE,
        audit: { signing_key: 'audit.pem', checkpoints: 'seals' },
      });
      await shop.write('audit.pem', key);
      const environment = JSON.parse(await readFile(join(shop.directory, 'aether.yaml'), 'utf8')) as {
        mariadb: object;
      };
      const hosts = NODES.map((node) => [
        node,
        { address: '127.0.0.1', roles: ['galera'], ports: { mariadb: portOf(node) } },
      ]);
      const mariadb = { ...environment.mariadb, galera: { cluster_name: 'sandbox' } };
      await shop.write(
        'aether.yaml',
        JSON.stringify({ ...environment, mariadb, hosts: Object.fromEntries(hosts) }),
      );
      const applied = await shop.aether(['schema', 'apply', '--json']);
      expect(applied.exitCode, applied.stdout + applied.stderr).toBe(0);
      members = NODES.map((node) => openAdmin({ port: portOf(node), stateDir }));
      for (const member of members) await member.query('SET SESSION wsrep_sync_wait = 15');
      await shop.admin.query(`USE ${DATABASE}`);
      await plantShop(shop.admin);
    }, 300_000);

    afterAll(async () => {
      await shop.admin.query('DROP USER IF EXISTS aether_auditor@localhost');
      await Promise.all(members.map((member) => member.end()));
      await shop[Symbol.asyncDispose]();
    });

    // A member gives numbers that depend on its place in the cluster.
    const change = (member: number, by: string) =>
      members[member]!.query(
        `UPDATE ${DATABASE}.price JOIN ${DATABASE}.product_variant USING (variant_id) SET amount = amount ${by} WHERE sku = 'HAT'`,
      );
    const reprice = (member: number) => change(member, '+ 1');

    async function seal(): Promise<string[]> {
      const ended = await shop.run(['audit', 'seal', '--json']);
      expect(ended.exitCode, ended.stdout).toBe(0);
      return documentOf<{ parts: { chain: string }[] }>(ended).data.parts.map(({ chain }) => chain);
    }

    async function faults(): Promise<string[]> {
      const ended = await shop.run(['audit', 'verify', '--json']);
      const { faults: found } = documentOf<{ faults: Fault[] }>(ended).data;
      return found.map(({ kind, host, place }) => `${kind} ${host} ${place}`);
    }

    it('has one chain for each member that wrote, and the same records on all of them', async () => {
      await reprice(0);
      await reprice(1);
      expect(await seal()).toEqual(['node1', 'node2']);
      await reprice(2);
      expect(await seal()).toEqual(['node3']);
      expect(await faults()).toEqual([]);
    });

    it('names the member on which a row was changed with wsrep_on off', async () => {
      await members[2]!.query('SET SESSION wsrep_on = OFF, sql_log_bin = 0');
      await reprice(2);
      await members[2]!.query(`DELETE FROM ${RECORDS} WHERE chain = 'node3' ORDER BY audit_id DESC LIMIT 1`);
      await members[2]!.query('SET SESSION wsrep_on = ON, sql_log_bin = 1');
      expect(await faults()).toEqual(['row node3 price']);
      await members[2]!.query('SET SESSION wsrep_on = OFF, sql_log_bin = 0');
      await change(2, '- 1');
      await members[2]!.query('SET SESSION wsrep_on = ON, sql_log_bin = 1');
    });

    it('names the members that do not have what one has recorded alone', async () => {
      expect(await seal()).toEqual(['node3']);
      expect(await faults()).toEqual(['cut node1 node3', 'cut node2 node3']);
    });
  });
}
