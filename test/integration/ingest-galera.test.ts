// @module-tag tried-once
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, eventuallyEqual } from '../support/eventually.ts';
import { NODE_COUNTS, NODE_SOURCE, nodes, nodeTable, shuffled } from '../support/node-files.ts';
import { finish, ownSandbox, type OwnSandbox } from '../support/own-sandbox.ts';

// Schema and ingestion on a cluster of three: what one node took, all nodes have, and none falls behind.

const AETHER = fileURLToPath(new URL('../../bin/aether.js', import.meta.url));
const FIXTURES = fileURLToPath(new URL('../../fixtures/aethermart', import.meta.url));
/** A check of three seconds that rejects one record, and an upsert that counts what it inserts. */
const SLOW_SOURCE = `
source: slow
title: A check that takes its time
files:
  codes:
    match: codes.csv
    columns: [{ name: code, type: text, charset: ascii, max_chars: 20, required: true }]
steps:
  - { check: slow, file: codes, on_fail: reject, reason: it is slow, where: "SLEEP(1) = 1 OR s.code = 'slow2'" }
  - { upsert: category, file: codes, key: [category_no], update: none, select: 'SELECT s.code AS category_no FROM {{codes}} AS s' }
`;

const NODES = ['node1', 'node2', 'node3'];

let sandbox: OwnSandbox;

beforeAll(async () => {
  sandbox = await ownSandbox();
  await sandbox.up({ galera: true });
});
afterAll(() => sandbox.remove());

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const aether = (...args: string[]) => aetherWith({}, ...args);

async function aetherWith(further: Readonly<Record<string, string>>, ...args: string[]): Promise<Ended> {
  const options = { cwd: sandbox.directory, stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'] };
  const variables = { ...process.env, AETHER_STATE_DIR: sandbox.context.stateDir, ...further };
  return finish(spawn(process.execPath, [AETHER, ...args], { ...options, env: variables }));
}

/** How many rows each table has on a node, and the sum of the hashes of its stored columns. */
async function contents(node: string): Promise<string[]> {
  const columns = await sandbox.sql<{ name: string; columns: string }>(
    node,
    `SELECT table_name AS name, GROUP_CONCAT(CONCAT('\`', column_name, '\`') ORDER BY ordinal_position) AS columns
       FROM information_schema.columns
      WHERE table_schema = 'aethermart' AND extra NOT LIKE '%GENERATED%' GROUP BY table_name ORDER BY table_name`,
  );
  const lines: string[] = [];
  for (const table of columns) {
    const [row] = await sandbox.sql<{ rows: string; hash: string | null }>(
      node,
      `SELECT COUNT(*) AS \`rows\`, SUM(CRC32(CONCAT_WS('|', ${table.columns}))) AS hash FROM aethermart.\`${table.name}\``,
    );
    lines.push(`${table.name} ${row?.rows} ${row?.hash}`);
  }
  return lines;
}

describe('a cluster of three', () => {
  it('gets one schema from two runs at once', { timeout: 240_000 }, async () => {
    const runs = await Promise.all([aether('schema', 'apply'), aether('schema', 'apply')]);
    expect(runs.map(({ code, stderr }) => (code === 0 ? 'ok' : stderr))).toEqual(['ok', 'ok']);
    const [states] = await sandbox.sql<{ applied: string; all: string }>(
      'node3',
      "SELECT SUM(state = 'applied') AS applied, COUNT(*) AS `all` FROM aethermart_meta.migration",
    );
    expect(states?.applied).toBe(states?.all);
  });

  it(
    'has the same rows on every node after an ingestion, and the second one changes nothing',
    { timeout: 240_000 },
    async () => {
      const first = await aether('ingest', 'aethermart', '--from', FIXTURES);
      expect(first.code, first.stderr).toBe(0);
      const expected = await contents('node1');
      expect(expected.some((line) => line.startsWith('orders ') && !line.startsWith('orders 0'))).toBe(true);
      for (const node of NODES) {
        await eventuallyEqual(`${node} has what node1 has`, {
          actual: () => contents(node),
          expected: () => expected,
        });
      }
      const again = await aether('ingest', 'aethermart', '--from', FIXTURES, '--json');
      expect(again.code, again.stderr).toBe(0);
      expect(await contents('node2')).toEqual(expected);
    },
  );

  it(
    'has every row of a table that refers to itself on every node, whatever their order',
    { timeout: 240_000 },
    async () => {
      await sandbox.sql('node1', nodeTable('aethermart'));
      await writeFile(join(sandbox.directory, 'nodes.yaml'), NODE_SOURCE);
      await writeFile(join(sandbox.directory, 'people.csv'), nodes(20_000, shuffled));
      const ended = await aetherWith(
        { AETHER_LIMITS_CHUNK_BYTES: '64KiB' },
        'ingest',
        './nodes.yaml',
        '--from',
        'people.csv',
        '--max-rejects',
        '0',
        '--json',
      );
      expect(ended.code, ended.stderr + ended.stdout).toBe(0);
      expect(JSON.parse(ended.stdout)).toMatchObject({
        data: { files: [{ parsed: 20_000, accepted: 20_000, rejected: 0 }] },
      });
      expect(ended.stderr).toMatch(/records came before their parent/);
      for (const node of NODES) {
        await eventuallyEqual(`${node} has every node`, {
          actual: () => sandbox.sql(node, NODE_COUNTS('aethermart')),
          expected: () => [{ nodes: 20_000, children: 19_998 }],
        });
        expect(await sandbox.sql(node, 'SELECT 1 FROM aethermart_meta.ingest_deferred')).toEqual([]);
      }
    },
  );

  it('goes on through another member when the writer dies during a step', { timeout: 240_000 }, async () => {
    await writeFile(join(sandbox.directory, 'slow.yaml'), SLOW_SOURCE);
    await writeFile(join(sandbox.directory, 'codes.csv'), 'code\nslow1\nslow2\nslow3\n');
    const running = aether('ingest', './slow.yaml', '--from', 'codes.csv', '--max-rejects', '1', '--json');
    await eventually('the step runs', async () => {
      const [row] = await sandbox.sql(
        'node1',
        "SELECT 1 FROM information_schema.processlist WHERE user = 'aether_ingest' AND info LIKE '%SLEEP(1)%'",
      );
      return row;
    });
    process.kill(await sandbox.pid('node1'), 'SIGKILL');
    const ended = await running;
    expect(ended.code, ended.stderr + ended.stdout).toBe(0);
    expect(JSON.parse(ended.stdout)).toMatchObject({
      data: {
        files: [{ accepted: 2, rejected: 1 }],
        checks: [{ rule: 'slow', count: 1 }],
        targets: [{ target: 'category', inserted: 2, updated: 0, unchanged: 0 }],
      },
    });
    for (const node of ['node2', 'node3']) {
      await eventuallyEqual(`${node} has what was loaded`, {
        actual: () =>
          sandbox.sql(
            node,
            "SELECT category_no FROM aethermart.category WHERE category_no LIKE 'slow%' ORDER BY category_no",
          ),
        expected: () => [{ category_no: 'slow1' }, { category_no: 'slow3' }],
      });
    }
    const again = await aether('ingest', './slow.yaml', '--from', 'codes.csv', '--json');
    expect(again.code, again.stderr).toBe(0);
  });
});
