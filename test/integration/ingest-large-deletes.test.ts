import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MariadbConnection, openConnection } from '../../src/lib/infra/mariadb/connection.ts';
import { deleteInParts } from '../../src/lib/ingest/load/delete-in-parts.ts';
import { fileLedger } from '../../src/lib/ingest/load/file-ledger.ts';
import { adminEndpoint } from '../support/admin.ts';
import { sharedServer } from '../support/shared-server.ts';
import { openWorkspace, type Workspace } from '../support/workspace.ts';

// Whatever ingestion deletes of a file, it deletes in transactions that a cluster can take.

const DATABASE = 'aethertest_deletes';
const META = `${DATABASE}_meta`;
const REJECTS = 9000;
const RAW_BYTES = 8000;
const PART_BYTES = 16 * 1024 * 1024;

let space: Workspace;

beforeAll(async () => {
  space = await openWorkspace({ server: sharedServer(), database: DATABASE });
  await space.applySchema();
});

afterAll(() => space[Symbol.asyncDispose]());

/** A session that notes how many rows each DELETE of a table has taken, and dies before the DELETE of this number. */
async function recording(runId: string, diesBefore = Infinity) {
  const never = { signal: new AbortController().signal, runId };
  const connection = await openConnection(adminEndpoint(sharedServer()), never);
  const deleted: Record<string, number[]> = {};
  const run: MariadbConnection['run'] = async (sql, values) => {
    const table = /^DELETE FROM `\w+`\.`(\w+)`/.exec(sql)?.[1];
    if (table === undefined) return connection.run(sql, values);
    const parts = (deleted[table] ??= []);
    if (parts.length === diesBefore) throw new Error('killed here');
    const result = await connection.run(sql, values);
    parts.push(result.affectedRows);
    return result;
  };
  return { connection: { ...connection, run }, deleted, close: () => connection.close() };
}

/** A SELECT of the numbers from 1. */
function numbers(count: number): string {
  const digits =
    '(SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9)';
  return `SELECT 1 + a.d + 10 * b.d + 100 * c.d + 1000 * e.d AS n
            FROM ${digits} AS a, ${digits} AS b, ${digits} AS c, ${digits} AS e HAVING n <= ${count}`;
}

async function rejectsLeft(): Promise<number> {
  const [row] = await space.rows(`SELECT CAST(COUNT(*) AS DOUBLE) AS count FROM ${META}.ingest_reject`);
  return row!['count'] as number;
}

const AS = { chunkBytes: 1024, specSha256: 'a'.repeat(64) };

describe('a file that is loaded again', () => {
  let fileId: number;

  beforeAll(async () => {
    await space.rows(
      `INSERT INTO ${META}.ingest_run (run_id, source, host, os_user, started_at)
       VALUES ('first', 's', 'h', 'u', NOW()), ('second', 's', 'h', 'u', NOW())`,
    );
    const { connection, close } = await recording('first');
    const ledger = fileLedger(connection, META, 'first');
    ({ fileId } = await ledger.create({
      source: 's',
      fileKey: 'f',
      fileName: '/f.csv',
      contentSha256: 'b'.repeat(64),
      target: 's_f',
      deliveryName: 'f.csv',
      byteSize: 1,
      encoding: 'utf-8',
      dialect: {},
      ...AS,
    }));
    await ledger.conclude(fileId, 'loaded');
    await space.rows(
      `INSERT INTO ${META}.ingest_reject (file_id, record_no, rule, column_name, file_line, byte_offset, reason, raw)
       SELECT ?, n, 'type', '', n, n, 'wrong', REPEAT('x', ${RAW_BYTES}) FROM (${numbers(REJECTS)}) AS numbers`,
      [fileId],
    );
    await space.rows(`ANALYZE TABLE ${META}.ingest_reject`);
    await close();
  });

  it('loses its rejects in parts, and goes on after a run that died between two of them', async () => {
    const died = await recording('first', 2);
    await expect(fileLedger(died.connection, META, 'first').reset(fileId, AS)).rejects.toThrow('killed here');
    await died.close();
    const parts = died.deleted['ingest_reject']!;
    expect(parts).toHaveLength(2);
    expect(Math.max(...parts) * RAW_BYTES).toBeLessThanOrEqual(PART_BYTES);
    expect(await rejectsLeft()).toBe(REJECTS - parts[0]! - parts[1]!);
    // Not loaded, and not to be resumed with half of its rejects.
    const [file] = await space.rows(`SELECT state FROM ${META}.ingest_file`);
    expect(file).toEqual({ state: 'failed' });

    const next = await recording('second');
    await fileLedger(next.connection, META, 'second').reset(fileId, AS);
    await next.close();
    expect(await rejectsLeft()).toBe(0);
    const [reset] = await space.rows(`SELECT state, run_id FROM ${META}.ingest_file`);
    expect(reset).toEqual({ state: 'loading', run_id: 'second' });
  });

  it('loses nothing to a run that was taken for dead meanwhile', async () => {
    await space.rows(
      `INSERT INTO ${META}.ingest_reject (file_id, record_no, rule, column_name, file_line, byte_offset, reason, raw)
       VALUES (?, 1, 'type', '', 1, 1, 'wrong', 'x')`,
      [fileId],
    );
    const { connection, close } = await recording('first');
    // It wakes up right after its claim, and the second run has claimed the file since.
    const slept: MariadbConnection = {
      ...connection,
      async run(sql, values) {
        const result = await connection.run(sql, values);
        if (/SET run_id/.test(sql)) await space.rows(`UPDATE ${META}.ingest_file SET run_id = 'second'`);
        return result;
      },
    };
    await expect(fileLedger(slept, META, 'first').reset(fileId, AS)).rejects.toMatchObject({
      code: 'LEASE_LOST',
    });
    await close();
    expect(await rejectsLeft()).toBe(1);
  });
});

it('rows without number are deleted in parts by their size, all of them', async () => {
  await space.rows(`CREATE TABLE ${DATABASE}.wide (id INT PRIMARY KEY, text VARCHAR(16000)) CHARSET=ascii`);
  await space.rows(
    `INSERT INTO ${DATABASE}.wide SELECT n, REPEAT('x', 15000) FROM (${numbers(3000)}) AS numbers`,
  );
  await space.rows(`ANALYZE TABLE ${DATABASE}.wide`);
  const { connection, deleted, close } = await recording('first');
  await deleteInParts(connection, { database: DATABASE, table: 'wide' }, 'id > ?', [10]);
  await close();
  expect(deleted['wide']!.length).toBeGreaterThan(2);
  expect(Math.max(...deleted['wide']!) * 15000).toBeLessThanOrEqual(PART_BYTES);
  expect(deleted['wide']!.reduce((sum, rows) => sum + rows, 0)).toBe(2990);
});
