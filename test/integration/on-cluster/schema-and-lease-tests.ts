import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RowDataPacket } from 'mysql2/promise';
import { systemClock } from '../../../src/lib/core/clock.ts';
import type { Environment } from '../../../src/lib/infra/config/environment-schema.ts';
import { openConnection } from '../../../src/lib/infra/mariadb/connection.ts';
import { acquireLease } from '../../../src/lib/infra/mariadb/lease/lease.ts';
import { leaseSession } from '../../../src/lib/infra/mariadb/lease/lease-session.ts';
import { createOutageTolerance } from '../../../src/lib/infra/mariadb/outage.ts';
import { nodeLayout } from '../../../src/lib/sandbox/layout.ts';
import { currentLayout } from '../../../src/lib/sandbox/prepare-sandbox.ts';
import { earlierServers } from '../../../src/lib/schema/earlier-server.ts';
import { dropLeftovers } from '../../../src/lib/schema/leftover-partitions.ts';
import { documentOf } from '../../support/aether-cli.ts';
import { eventually } from '../../support/eventually.ts';
import type { IngestData } from '../../support/ingest-document.ts';
import type { OwnSandbox } from '../../support/own-sandbox.ts';
import { describeSchema } from '../../support/schema-state.ts';
import { MISMATCHES, plantShop } from '../../support/shop.ts';
import { writeShopFiles } from '../../support/shop-files.ts';
import { digestTables } from '../../support/table-digests.ts';
import { adminEndpoint, openAdmin, type ServerAccess } from '../../support/admin.ts';
import { shortOrFull } from '../../support/soak.ts';
import { openWorkspace, type Workspace } from '../../support/workspace.ts';
import { buyHats } from './buyers.ts';
import { archiveOnEveryMember } from './partition-test.ts';
import { rolesOnEveryMember } from './role-test.ts';

const NODES = ['node1', 'node2', 'node3'] as const;
const DATABASE = 'aethertest_cluster';
/** Of each node with the lease. */
const TURNS = shortOrFull(3, 10);

// On a cluster that another file has started. The last test leaves it without node3.

export function schemaAndLeaseTests(sandboxOf: () => OwnSandbox, portOf: (node: string) => number): void {
  describe('a Galera cluster', { timeout: 300_000 }, () => {
    let access: ServerAccess[];
    let shop: Workspace;

    beforeAll(async () => {
      const { stateDir } = sandboxOf().context;
      access = NODES.map((node) => ({ port: portOf(node), stateDir }));
      shop = await openWorkspace({
        server: access[0]!,
        database: DATABASE,
        limits: { chunk_bytes: '64KiB' },
        archiveDirectory: 'archive',
      });
    }, 300_000);

    afterAll(() => shop[Symbol.asyncDispose]());

    /** What every node answers, each after it has applied all that the others have committed. */
    async function onEveryNode<Answer>(
      ask: (admin: ReturnType<typeof openAdmin>) => Promise<Answer>,
    ): Promise<Answer[]> {
      const answers: Answer[] = [];
      for (const server of access) {
        const admin = openAdmin(server);
        await admin.query('SET SESSION wsrep_sync_wait = 1');
        answers.push(await ask(admin));
        await admin.end();
      }
      return answers;
    }

    it('gets one schema from two runs at once that ask two nodes', async () => {
      await using other = await openWorkspace({
        server: access[1]!,
        database: DATABASE,
        sharesDatabases: true,
      });
      const both = await Promise.all([
        shop.aether(['schema', 'apply', '--json']),
        other.aether(['schema', 'apply', '--json']),
      ]);
      for (const ended of both) expect(ended.exitCode, ended.stdout + ended.stderr).toBe(0);
      const statements = both.map(
        (ended) => documentOf<{ statements_run: number }>(ended).data.statements_run,
      );
      expect(statements.toSorted((left, right) => left - right)).toEqual([0, expect.any(Number)]);
      expect(Math.max(...statements)).toBeGreaterThan(100);
      const [first, ...others] = await onEveryNode((admin) => describeSchema(admin, DATABASE));
      for (const node of others) expect(node).toEqual(first);
    });

    it('has the same rows on every node after an ingestion', async () => {
      await writeShopFiles(join(shop.directory, 'files'));
      const ended = await shop.run(['ingest', 'olist', '--from', 'files', '--max-rejects', '12', '--json']);
      expect(ended.exitCode, ended.stdout).toBe(0);
      expect(documentOf<IngestData>(ended).data.files.every(({ result }) => result === 'loaded')).toBe(true);
      const [first, ...others] = await onEveryNode((admin) => digestTables(admin, DATABASE));
      expect(Object.keys(first!)).toContain('review');
      for (const node of others) expect(node).toEqual(first);
    });

    it('sells ten hats to buyers on all members at once, and not one more', async () => {
      await shop.admin.query(`USE ${DATABASE}`);
      await plantShop(shop.admin);
      const answers = await buyHats(access, DATABASE);
      expect(answers.filter((answer) => answer !== 45009)).toHaveLength(10);
      const orders = 'SELECT COUNT(*) AS orders FROM order_request';
      const seen = await onEveryNode(async (admin) => {
        await admin.query(`USE ${DATABASE}`);
        const [[mismatches]] = await admin.query<RowDataPacket[]>(MISMATCHES);
        const [[requests]] = await admin.query<RowDataPacket[]>(orders);
        return {
          mismatches: Number(Object.values(mismatches ?? {})[0]),
          orders: Number(requests?.['orders']),
        };
      });
      expect(seen).toEqual(NODES.map(() => ({ mismatches: 0, orders: 10 })));
    });

    it('has the same roles on every member, or says on which it has not', () =>
      rolesOnEveryMember(shop, Object.fromEntries(NODES.map((name, index) => [name, access[index]!]))));

    it('archives and restores a month with the same rows on every member', () =>
      archiveOnEveryMember(shop, access, onEveryNode));

    it('gives a lease to one at a time, whichever node they ask', async () => {
      let inside = 0;
      let most = 0;
      const turns: string[] = [];
      const table = `${DATABASE}_meta.lease`;
      const context = { clock: systemClock, signal: new AbortController().signal, emit: () => undefined };
      await Promise.all(
        NODES.map(async (node) => {
          const tolerance = createOutageTolerance(context, 60);
          await using session = leaseSession({ open: () => sandboxOf().open(node) }, tolerance);
          for (let turn = 0; turn < TURNS; turn += 1) {
            const request = { table, name: 'work', holder: node, ttlSeconds: 15, waitSeconds: 120 };
            await using _lease = await acquireLease(context, session, request);
            inside += 1;
            most = Math.max(most, inside);
            turns.push(node);
            await systemClock.sleep(5);
            inside -= 1;
          }
        }),
      );
      expect(most).toBe(1);
      expect(turns.toSorted()).toEqual(NODES.flatMap((node) => Array.from({ length: TURNS }, () => node)));
    });

    const openMember = ({ host = 'node1' }: { readonly host?: string } = {}) => {
      const member = access[NODES.findIndex((name) => name === host)]!;
      const { signal } = new AbortController();
      return openConnection({ ...adminEndpoint(member), name: host }, { signal, runId: 'test' });
    };

    it('loses what a crash left of a CREATE on the member that has it alone', async () => {
      const table = `${DATABASE}.half`;
      const create = `CREATE TABLE ${table} (id INT PRIMARY KEY) PARTITION BY HASH (id) PARTITIONS 2`;
      await shop.admin.query(create);
      await shop.admin.query(`INSERT INTO ${table} VALUES (1), (2)`);
      await shop.admin.query(`FLUSH TABLES ${table}`);
      const { dataDir } = nodeLayout(currentLayout(sandboxOf().context.stateDir), 'node1');
      for (const end of ['frm', 'par']) await rm(join(dataDir, DATABASE, `half.${end}`));
      await using admin = await openMember();
      const leftovers = { database: DATABASE, table: 'half', partitions: ['half#P#p0', 'half#P#p1'] };
      await dropLeftovers(admin, leftovers);
      expect((await readdir(join(dataDir, DATABASE))).filter((name) => name.startsWith('half'))).toEqual([]);
      await using other = await openMember({ host: 'node2' });
      expect(await other.query(`SELECT id FROM ${table} ORDER BY id`)).toHaveLength(2);
      // The session of the administrator still replicates nothing.
      await admin.run(create);
      await other.run(`DROP TABLE ${table}`);
    });

    it('has gone on without a member only once all that are left say so', async () => {
      const hosts = Object.fromEntries(
        NODES.map((name, index) => [
          name,
          { address: '127.0.0.1', roles: ['galera'], ports: { mariadb: access[index]!.port } },
        ]),
      );
      const config = { hosts, mariadb: { port: 3306 } } as unknown as Environment;
      const find = earlierServers(config, { open: openMember });
      await using current = await openMember();
      const ask = async (server: ServerAccess) => {
        const found = await find(`known by another name (127.0.0.1:${server.port})`, current);
        if (found.state === 'open' && found.connection !== current) await found.connection.close();
        return found.state;
      };
      expect(await ask(access[0]!)).toBe('open');
      expect(await ask(access[2]!)).toBe('open');
      expect(await ask({ ...access[2]!, port: 1 })).toBe('unknown');
      process.kill(await sandboxOf().pid('node3'), 'SIGKILL');
      await eventually('the others have dropped node3', async () =>
        (await ask(access[2]!)) === 'gone' ? true : undefined,
      );
      // One that is left and does not answer may be in a component with it.
      const cannotSay = earlierServers(config, {
        open: (options) => openMember(options?.host === 'node2' ? { host: 'node3' } : options),
      });
      expect(await cannotSay(`x (127.0.0.1:${access[2]!.port})`, current)).toMatchObject({
        state: 'unknown',
      });
    });
  });
}
