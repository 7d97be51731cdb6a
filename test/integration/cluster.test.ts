// @module-tag tried-once
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/lib/core/clock.ts';
import { acquireLease } from '../../src/lib/infra/mariadb/lease/lease.ts';
import { leaseSession } from '../../src/lib/infra/mariadb/lease/lease-session.ts';
import { createOutageTolerance } from '../../src/lib/infra/mariadb/outage.ts';
import { documentOf } from '../support/aether-cli.ts';
import type { IngestData } from '../support/ingest-document.ts';
import { ownSandbox, type OwnSandbox } from '../support/own-sandbox.ts';
import { describeSchema } from '../support/schema-state.ts';
import { writeShopFiles } from '../support/shop-files.ts';
import { digestTables } from '../support/table-digests.ts';
import { openAdmin, type ServerAccess } from '../support/admin.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

const NODES = ['node1', 'node2', 'node3'] as const;
const DATABASE = 'aethertest_cluster';

let sandbox: OwnSandbox;
let access: ServerAccess[];
let shop: Workspace;

beforeAll(async () => {
  sandbox = await ownSandbox();
  const { nodes } = await sandbox.up({ galera: true });
  access = nodes.map(({ port }) => ({ port, stateDir: sandbox.context.stateDir }));
  shop = await openWorkspace({ server: access[0]!, database: DATABASE, limits: { chunk_bytes: '64KiB' } });
}, 300_000);

afterAll(async () => {
  await shop[Symbol.asyncDispose]();
  await sandbox.remove();
});

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

describe('a Galera cluster', { timeout: 300_000 }, () => {
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
    const statements = both.map((ended) => documentOf<{ statements_run: number }>(ended).data.statements_run);
    expect(statements.toSorted((left, right) => left - right)).toEqual([0, expect.any(Number)]);
    expect(Math.max(...statements)).toBeGreaterThan(100);
    const [first, ...others] = await onEveryNode((admin) => describeSchema(admin, DATABASE));
    for (const node of others) expect(node).toEqual(first);
  });

  it('has the same rows on every node after an ingestion', async () => {
    await writeShopFiles(join(shop.directory, 'files'));
    const ended = await shop.aether(['ingest', 'olist', '--from', 'files', '--max-rejects', '12', '--json']);
    expect(ended.exitCode, ended.stdout).toBe(0);
    expect(documentOf<IngestData>(ended).data.files.every(({ result }) => result === 'loaded')).toBe(true);
    const [first, ...others] = await onEveryNode((admin) => digestTables(admin, DATABASE));
    expect(Object.keys(first!)).toContain('review');
    for (const node of others) expect(node).toEqual(first);
  });

  it('gives a lease to one at a time, whichever node they ask', async () => {
    let inside = 0;
    let most = 0;
    const turns: string[] = [];
    const table = `${DATABASE}_meta.lease`;
    const context = { clock: systemClock, signal: new AbortController().signal, emit: () => undefined };
    await Promise.all(
      NODES.map(async (node) => {
        const tolerance = createOutageTolerance(context, 60);
        await using session = leaseSession({ open: () => sandbox.open(node) }, tolerance);
        for (let turn = 0; turn < 10; turn += 1) {
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
    expect(turns.toSorted()).toEqual(NODES.flatMap((node) => Array.from({ length: 10 }, () => node)));
  });
});
