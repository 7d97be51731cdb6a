// @module-tag tried-once
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MariadbConnection, openConnection } from '../../src/lib/infra/mariadb/connection.ts';
import { historyStatements } from '../../src/lib/ingest/transform/history-sql.ts';
import { prepareRepeats } from '../../src/lib/ingest/transform/repeats-table.ts';
import { runHistory } from '../../src/lib/ingest/transform/run-history.ts';
import { adminEndpoint } from '../support/admin.ts';
import { sharedServer } from '../support/shared-server.ts';

// The statements of a history against a model: whatever comes in whatever parts, the versions are those of a sort.

const DATABASE = 'aethertest_history';

interface Said {
  readonly code: string;
  readonly day: number;
  readonly label: string | null;
  readonly amount: number | null;
}

const said = fc.record<Said>({
  code: fc.constantFrom('x', 'X'),
  day: fc.integer({ min: 1, max: 12 }),
  label: fc.constantFrom(null, 'p', 'P', ''),
  amount: fc.constantFrom(null, 1),
});

/** One row of each code and day, in any order, cut into parts. */
const parts = fc
  .uniqueArray(said, { selector: ({ code, day }) => `${code}${day}`, minLength: 1, maxLength: 24 })
  .chain((all) =>
    fc
      .array(fc.integer({ min: 1, max: 6 }), { minLength: 24, maxLength: 24 })
      .map((sizes) => cut(all, sizes)),
  );

function cut(all: readonly Said[], sizes: readonly number[]): Said[][] {
  const rest = [...all];
  return sizes.map((size) => rest.splice(0, size)).filter((part) => part.length > 0);
}

const column = (name: string, definition: string, isText = false) => ({
  name,
  definition,
  isText,
  folds: false,
});

const STATEMENTS = historyStatements({
  database: DATABASE,
  target: 'version',
  stageDatabase: `${DATABASE}_stage`,
  key: ['code'],
  columns: [
    column('code', 'varchar(9) CHARACTER SET ascii COLLATE ascii_bin', true),
    column('day', 'int(11)'),
    column('label', 'varchar(9) CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci', true),
    column('amount', 'decimal(10,2)'),
  ],
  select: 'SELECT code, day, label, amount FROM said',
  history: { from: 'day', to: 'until', open: '99' },
  to: column('until', 'int(11)'),
});

/** A row differs from the one before it where any value does, NULL being a value. */
function model(all: readonly Said[]): string[] {
  return ['x', 'X'].flatMap((wanted) => {
    const ordered = all.filter(({ code }) => code === wanted).toSorted((left, right) => left.day - right.day);
    const versions = ordered.filter(
      (row, index) => row.label !== ordered[index - 1]?.label || row.amount !== ordered[index - 1]?.amount,
    );
    return versions.map((row, index) => describeVersion({ ...row, until: versions[index + 1]?.day ?? 99 }));
  });
}

function describeVersion({ code, day, until, label, amount }: Said & { readonly until: number }): string {
  return `${code} ${day} to ${until}: ${label === null ? 'NULL' : `"${label}"`} ${amount ?? 'NULL'}`;
}

describe('versions that come in any order and grouping', () => {
  let connection: MariadbConnection;

  beforeAll(async () => {
    const server = sharedServer();
    connection = await openConnection(adminEndpoint(server), {
      signal: new AbortController().signal,
      runId: 'history',
    });
    for (const name of [DATABASE, `${DATABASE}_stage`]) {
      await connection.run(`DROP DATABASE IF EXISTS ${name}`);
      await connection.run(`CREATE DATABASE ${name}`);
    }
    await connection.run(`USE ${DATABASE}`);
    const values = 'label VARCHAR(9) COLLATE utf8mb4_uca1400_ai_ci, amount DECIMAL(10,2)';
    const code = 'code VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL';
    // Two versions that end together, or one that ends before it begins, are refused, also in passing.
    await connection.run(
      `CREATE TABLE version (${code}, day INT NOT NULL, until INT NOT NULL, ${values},
         PRIMARY KEY (code, day), UNIQUE (code, until), CHECK (day < until))`,
    );
    await connection.run(`CREATE TABLE said (${code}, day INT NOT NULL, ${values}, PRIMARY KEY (code, day))`);
    await prepareRepeats(connection, STATEMENTS.repeats);
  });

  afterAll(async () => {
    for (const name of [DATABASE, `${DATABASE}_stage`]) await connection.run(`DROP DATABASE ${name}`);
    await connection.close();
  });

  async function load() {
    return connection.transaction(async () => {
      await connection.run('DROP TEMPORARY TABLE IF EXISTS _aether_wanted');
      const wanted = (await connection.run(STATEMENTS.collect)).affectedRows;
      return runHistory(connection, 'version', { statements: STATEMENTS, wanted });
    });
  }

  async function loadPart(part: readonly Said[]): Promise<void> {
    await connection.run('DELETE FROM said');
    for (const { code, day, label, amount } of part) {
      await connection.run('INSERT INTO said VALUES (?, ?, ?, ?)', [code, day, label, amount]);
    }
    await load();
    expect(await load()).toEqual({ inserted: 0, updated: 0, unchanged: part.length });
  }

  it('are those that the model finds, and no part changes anything twice', async () => {
    const property = fc.asyncProperty(parts, async (cutParts) => {
      await connection.run('DELETE FROM version');
      await connection.run(`DELETE FROM ${STATEMENTS.repeats.name}`);
      for (const part of cutParts) await loadPart(part);
      const rows = await connection.query<Said & { readonly until: number }>(
        'SELECT code, day, until, label, CAST(amount AS DOUBLE) AS amount FROM version',
      );
      const found = rows.map((row) => describeVersion(row));
      expect(found.toSorted()).toEqual(model(cutParts.flat()).toSorted());
    });
    await fc.assert(property, { numRuns: 60 });
  });
});
