import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openConnection, type MariadbConnection } from '../../src/lib/infra/mariadb/connection.ts';
import { createBlockPool } from '../../src/lib/ingest/load/block-pool.ts';
import { loadRows } from '../../src/lib/ingest/load/load-rows.ts';
import { loadStatement } from '../../src/lib/ingest/load/load-statement.ts';
import { ROW_BLOCK_BYTES, scanChunks } from '../../src/lib/ingest/load/scan-chunks.ts';
import { openText } from '../support/open-text.ts';
import { sizedTexts } from '../support/sized-texts.ts';
import { adminEndpoint } from '../support/admin.ts';
import { sharedServer } from '../support/shared-server.ts';

// That a load does not depend on how many bytes its rows take: at the sizes at which rows are handed on in the next
// block, blocks are sent in the next packet, and the protocol puts packets together.

const DATABASE = 'aether_load_sizes';
const KIB = 1024;
const MIB = 1024 * KIB;
/** A packet of exactly this size is continued by the next one (MariaDB's client/server protocol). */
const FULL_PACKET = 16 * MIB - 1;

const directory = mkdtempSync(join(tmpdir(), 'aether-sizes-'));
let connection: MariadbConnection;

beforeAll(async () => {
  await using session = await connect();
  await session.run(`CREATE OR REPLACE DATABASE ${DATABASE} CHARACTER SET utf8mb4`);
});

beforeEach(async () => {
  connection = await connect();
  await connection.run(`USE ${DATABASE}`);
  await connection.run('CREATE OR REPLACE TABLE t (v LONGTEXT NOT NULL) ENGINE=InnoDB');
});

afterEach(() => connection.close());

afterAll(async () => {
  await using session = await connect();
  await session.run(`DROP DATABASE IF EXISTS ${DATABASE}`);
  rmSync(directory, { recursive: true });
});

function connect(): Promise<MariadbConnection> {
  const server = sharedServer();
  const signal = new AbortController().signal;
  return openConnection(adminEndpoint(server), { signal, runId: 'test', localInfile: true });
}

/** Loads a file of these texts, one a record, in one chunk, as aether does; returns what the table then holds. */
async function load(texts: readonly string[]): Promise<string[]> {
  const input = await openText(directory, Buffer.from(texts.map((text) => `${text}\n`).join('')), {
    dialect: { header: false, max_record_bytes: 64 * MIB },
    columns: [{ name: 'v', type: 'text' }],
  });
  const options = {
    chunkBytes: 256 * MIB,
    committed: [],
    blocks: createBlockPool(ROW_BLOCK_BYTES),
    signal: new AbortController().signal,
  };
  const statement = loadStatement(
    { table: 't', columns: [{ name: 'v', isNumber: false }], staged: false },
    1,
  );
  await connection.run('TRUNCATE TABLE t');
  for await (const { blocks, rejects } of scanChunks(input, options)) {
    expect(rejects).toEqual([]);
    await connection.transaction(async () => {
      expect(await loadRows(connection, statement, blocks)).toEqual([]);
    });
  }
  const rows = await connection.query<{ digest: string }>('SELECT MD5(v) AS digest FROM t ORDER BY digest');
  return rows.map(({ digest }) => digest);
}

const digests = (texts: readonly string[]) =>
  texts.map((text) => createHash('md5').update(text).digest('hex')).toSorted();

describe('what is loaded equals what was read', () => {
  it('in the file that was first seen to fail: its last row fills a block', async () => {
    const texts = Array.from({ length: 2618 }, (_, index) => `${index + 1}${'y'.repeat(91)}`);
    expect(await load(texts)).toEqual(digests(texts));
  });

  it('if the last text has 300,000 characters', async () => {
    const texts = ['x', 'y'.repeat(300_000)];
    expect(await load(texts)).toEqual(digests(texts));
  });

  it.each([-2, -1, 0, 1, 2])('at the size of the largest packet of the protocol, %d bytes', async (off) => {
    const texts = sizedTexts(FULL_PACKET + off, FULL_PACKET);
    expect(await load(texts)).toEqual(digests(texts));
    const followed = [...texts, 'z'];
    expect(await load(followed)).toEqual(digests(followed));
  });

  it('at every size around the boundaries of blocks and packets', async () => {
    const boundary = fc.constantFrom(256 * KIB, 512 * KIB, 768 * KIB, MIB, 2 * MIB);
    await fc.assert(
      fc.asyncProperty(
        boundary,
        fc.integer({ min: -3, max: 3 }),
        fc.oneof(fc.constantFrom(100, 1000, 8 * MIB), fc.integer({ min: 100, max: MIB })),
        async (bytes, off, rowBytes) => {
          const texts = sizedTexts(bytes + off, rowBytes);
          expect(await load(texts)).toEqual(digests(texts));
        },
      ),
      { numRuns: 40 },
    );
  });
});
