// @module-tag tried-once
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openConnection, type MariadbConnection } from '../../src/lib/infra/mariadb/connection.ts';
import { bindByPosition } from '../../src/lib/ingest/columns/bind-columns.ts';
import { columnSpec } from '../../src/lib/ingest/columns/column-spec.ts';
import { createRowBuffer } from '../../src/lib/ingest/encode/row-buffer.ts';
import { compileRow } from '../../src/lib/ingest/encode/row-compiler.ts';
import { loadRows } from '../../src/lib/ingest/load/load-rows.ts';
import { loadColumns, loadStatement } from '../../src/lib/ingest/load/load-statement.ts';
import { dialectSpec } from '../../src/lib/ingest/records/dialect-spec.ts';
import { createRecordScanner } from '../../src/lib/ingest/records/record-scanner.ts';
import { planLoad } from '../../src/lib/ingest/target/plan-load.ts';
import { readTarget } from '../../src/lib/ingest/target/read-target.ts';
import { isSameValue, type StoredValue } from '../support/kept-values-oracle.ts';
import { SOURCE_KINDS, TARGET_TYPES, type SourceKind } from '../support/kept-values-pairs.ts';
import { shortOrFull } from '../support/soak.ts';
import { adminEndpoint } from '../support/admin.ts';
import { sharedServer } from '../support/shared-server.ts';

// Whatever is loaded straight into a table is there as the file says it, or is a reject: for every pair of types.

const DATABASE = 'aether_kept_values';
const PLACE = { database: DATABASE, table: 'k' };
const NUMBER = columnSpec.parse({ name: 'n', type: 'integer' });
const VALUES = shortOrFull(10, 100);

/** Every value is too long, or is not JSON. */
const NEVER = ['char(4) date', 'char(4) datetime', 'varbinary(16) datetime', 'json date', 'json datetime'];

let connection: MariadbConnection;

beforeAll(async () => {
  const server = sharedServer();
  connection = await openConnection(adminEndpoint(server), {
    signal: new AbortController().signal,
    runId: 'kept',
    localInfile: true,
  });
  await connection.run(`DROP DATABASE IF EXISTS ${DATABASE}`);
  await connection.run(`CREATE DATABASE ${DATABASE} CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci`);
  await connection.run(`USE ${DATABASE}`);
});

afterAll(async () => {
  await connection.run(`DROP DATABASE IF EXISTS ${DATABASE}`);
  await connection.close();
});

/** Loads the values as a run does; returns what is stored, by their places. */
async function load({ spec }: SourceKind, type: string, values: readonly string[]) {
  await connection.run('DELETE FROM k');
  const { fits, problems } = planLoad([NUMBER, spec], await readTarget(connection, PLACE));
  expect(problems).toEqual([]);
  const columns = bindByPosition([NUMBER, spec]).map((column) => ({
    ...column,
    fit: fits.get(column.spec.name)!,
  }));
  const rows = encode(columns, values);
  const destination = { table: 'k', columns: loadColumns(columns), staged: false };
  await connection.transaction(() => loadRows(connection, loadStatement(destination, 0), [rows]));
  const text = type.startsWith('bit') ? 'CAST(v + 0 AS CHAR)' : 'CONVERT(CAST(v AS CHAR) USING utf8mb4)';
  const shown = /^(?:var)?binary|blob/.test(type) ? 'CONVERT(v USING utf8mb4)' : text;
  const exact = type.startsWith('float') ? 'CAST(CAST(v AS DOUBLE) AS CHAR)' : 'NULL';
  const stored = await connection.query<StoredValue & { n: number }>(
    `SELECT n, ${shown} AS text, ${exact} AS exact FROM k`,
  );
  return new Map(stored.map((row) => [row.n, row]));
}

function encode(columns: Parameters<typeof compileRow>[0], values: readonly string[]): Buffer {
  const dialect = dialectSpec.parse({ header: false });
  const scanner = createRecordScanner(dialect);
  const row = compileRow(columns, { dialect, leading: ['recordNumber'] });
  const out = createRowBuffer(Buffer.alloc(64 * 1024));
  scanner.feed(Buffer.from(values.map((value, n) => `${n},"${value.replaceAll('"', '""')}"\n`).join('')));
  scanner.finish();
  while (scanner.next()) row.write(scanner.record, out);
  return out.bytes.subarray(0, out.length);
}

describe.each(TARGET_TYPES)('a value that is loaded into %s', (type) => {
  beforeAll(() => connection.run(`CREATE OR REPLACE TABLE k (n INT NOT NULL PRIMARY KEY, v ${type} NULL)`));

  it('is the value of the file, or is rejected', async () => {
    const [, column] = await readTarget(connection, PLACE);
    for (const source of SOURCE_KINDS) {
      if (planLoad([source.spec], [column!]).problems.length > 0) continue;
      await fc.assert(
        fc.asyncProperty(
          fc.array(source.random, { minLength: VALUES, maxLength: VALUES }),
          async (random) => {
            const values = [...source.fixed, ...random];
            const stored = await load(source, type, values);
            const changed = values.flatMap((value, n) => {
              const found = stored.get(n);
              return found === undefined || isSameValue(source.spec.type, type, value, found)
                ? []
                : [{ value, ...found }];
            });
            expect(changed, source.title).toEqual([]);
            const pair = `${type} ${source.title}`;
            if (!NEVER.includes(pair)) expect(stored.size, pair).toBeGreaterThan(0);
          },
        ),
        { numRuns: shortOrFull(1, 20), endOnFailure: true },
      );
    }
  });
});
