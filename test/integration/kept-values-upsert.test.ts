// @module-tag tried-once
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databasesOf } from '../../src/lib/infra/config/databases.ts';
import { AetherError } from '../../src/lib/core/errors.ts';
import { openConnection, type MariadbConnection } from '../../src/lib/infra/mariadb/connection.ts';
import { parseStoredType } from '../../src/lib/ingest/target/stored-type.ts';
import { comparedColumns } from '../../src/lib/ingest/transform/compared-columns.ts';
import {
  type PreparedUpsert,
  prepareUpsert,
  upsertOver,
  type UpsertShape,
} from '../../src/lib/ingest/transform/prepare-upsert.ts';
import { selectedTypes } from '../../src/lib/ingest/transform/selected-types.ts';
import { fitSelected } from '../../src/lib/ingest/transform/selected-fit.ts';
import { upsertRows } from '../../src/lib/ingest/transform/upsert-rows.ts';
import type { UpsertStep } from '../../src/lib/ingest/source/source-schema.ts';
import { isSameSelected, rowsQuery, type SelectedRow } from '../support/selected-values-oracle.ts';
import { type SelectedKind, SELECTED_KINDS, TARGET_TYPES } from '../support/kept-values-pairs.ts';
import { adminEndpoint } from '../support/admin.ts';
import { sharedServer } from '../support/shared-server.ts';
import { shortOrFull } from '../support/soak.ts';

// Whatever a step puts into a table is there as its select says it, or the step stops: for every pair of types.

const DATABASE = 'aether_kept_upsert';
const RANDOM = shortOrFull(2, 200);

/** The number of the last row of each kind. */
const sizes: number[] = [];

let connection: MariadbConnection;

beforeAll(async () => {
  connection = await openConnection(adminEndpoint(sharedServer()), {
    signal: new AbortController().signal,
    runId: 'kept',
  });
  await connection.run(`DROP DATABASE IF EXISTS ${DATABASE}`);
  await connection.run(`CREATE DATABASE ${DATABASE} CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci`);
  await connection.run(`USE ${DATABASE}`);
  for (const [index, kind] of SELECTED_KINDS.entries()) await createSource(`src_${index}`, kind);
});

afterAll(async () => {
  await connection.run(`DROP DATABASE IF EXISTS ${DATABASE}`);
  await connection.close();
});

/** Its values are those that the type takes as they are; that the server changes others on the way is not the step's doing. */
async function createSource(table: string, { type, fixed, random }: SelectedKind): Promise<void> {
  await connection.run(`CREATE TABLE ${table} (n INT NOT NULL PRIMARY KEY, v ${type} NULL)`);
  const columns = await connection.query<{ Field: string; Type: string }>(`SHOW COLUMNS FROM ${table}`);
  expect(columns.find(({ Field }) => Field === 'v')?.Type).toBe(type);
  const values = [...fixed, ...fc.sample(random, RANDOM)];
  sizes.push(values.length);
  const isBit = type.startsWith('bit');
  const rows = values.map((value, n) => [n, isBit ? Number(value) : value]);
  await connection.run(
    `INSERT INTO ${table} VALUES ${rows.map(() => '(?, ?)').join(', ')}, (${values.length}, NULL)`,
    rows.flat(),
  );
}

const STAGED = { table: 'none', fileIds: [] };

const stepOver = (source: string): UpsertStep => ({
  upsert: 'k',
  file: 'none',
  key: ['n'],
  per_record: false,
  select: `SELECT n, v FROM ${source} WHERE n BETWEEN @from_n AND @to_n`,
});

/** The statements of the step, as a run has them; undefined if it refuses the pair. What the table is like is read once for all. */
async function prepare(shape: UpsertShape, source: string): Promise<PreparedUpsert | undefined> {
  const step = stepOver(source);
  const selected = await selectedTypes(connection, step.select);
  try {
    const compared = comparedColumns('k', shape.columns, selected);
    return upsertOver({ ...shape, compared }, step, STAGED);
  } catch (thrown) {
    if (thrown instanceof AetherError) return undefined;
    throw thrown;
  }
}

/** Runs the step over rows of these numbers; halves what it refuses, so that each row is judged for itself. */
async function upsert(statements: PreparedUpsert, from: number, to: number): Promise<void> {
  await connection.run('SET @from_n = ?, @to_n = ?', [from, to]);
  await connection.run('SAVEPOINT part');
  try {
    await upsertRows(connection, 'k', statements);
  } catch (thrown) {
    if (!(thrown instanceof AetherError)) throw thrown;
    await connection.run('ROLLBACK TO SAVEPOINT part');
    if (from === to) return;
    const middle = Math.floor((from + to) / 2);
    await upsert(statements, from, middle);
    await upsert(statements, middle + 1, to);
  }
}

describe.each(TARGET_TYPES)('a value that a step puts into %s', (type) => {
  let shape: UpsertShape;

  beforeAll(async () => {
    await connection.run(`CREATE OR REPLACE TABLE k (n INT NOT NULL PRIMARY KEY, v ${type} NULL)`);
    const session = { connection, databases: databasesOf(DATABASE) };
    ({ shape } = await prepareUpsert(
      session,
      { ...stepOver('src_0'), select: 'SELECT n, NULL AS v FROM src_0' },
      STAGED,
    ));
  });

  it('is the value that is selected, or stops the step', async () => {
    const accepted: string[] = [];

    for (const [index, kind] of SELECTED_KINDS.entries()) {
      const pair = `${kind.type} into ${type}`;
      const source = `src_${index}`;
      const fit = fitSelected(parseStoredType(kind.type), parseStoredType(type));
      const prepared = await prepare(shape, source);
      expect(prepared === undefined, pair).toBe(fit.kind === 'refused');
      if (prepared === undefined) continue;
      await connection.transaction(async () => {
        await connection.run('DELETE FROM k');
        await upsert(prepared, 0, sizes[index] ?? 0);
        const rows = await connection.query<SelectedRow>(rowsQuery(kind.type, type, source));
        expect(
          rows.filter((row) => !isSameSelected(kind.type, type, row)),
          pair,
        ).toEqual([]);
        // NULL always goes in.
        expect(rows.length, pair).toBeGreaterThan(0);
        if (rows.length > 1) accepted.push(pair);
      });
    }
    if (type !== 'point') expect(accepted.length).toBeGreaterThan(0);
  });
});
