import { eventually } from './eventually.ts';
import { seededRandom } from './random.ts';
import type { Workspace } from './workspace.ts';

// A table with a foreign key to itself, and files of its rows in any order.

export const NODE_SOURCE = `
source: family
title: rows that refer to each other
files:
  people:
    match: people*.csv
    into: node
    columns:
      - { name: tree, type: integer, required: true }
      - { name: id, type: integer, required: true }
      - { name: parent, type: integer }
      - { name: note, type: text, max_chars: 60 }
`;

/** The table, in a database. */
export function nodeTable(database: string): string {
  return `CREATE TABLE ${database}.node (
     tree INT NOT NULL, id INT NOT NULL, parent INT NULL, note VARCHAR(60) NULL, PRIMARY KEY (tree, id),
     CONSTRAINT fk_parent FOREIGN KEY (tree, parent) REFERENCES ${database}.node (tree, id)) ENGINE=InnoDB`;
}

/** Two trees: most nodes have a parent among those before them; then in another order. */
export function nodes(count: number, order: (records: string[]) => string[]): string {
  const random = seededRandom(11);
  const records = Array.from({ length: count }, (_, at) => {
    const [tree, id] = [at % 2, Math.floor(at / 2)];
    const parent = id === 0 ? '' : String(Math.floor(random() * id));
    return `${tree},${id},${parent},${'x'.repeat(40)}`;
  });
  return `${['tree,id,parent,note', ...order(records)].join('\n')}\n`;
}

export function shuffled(records: readonly string[]): string[] {
  const random = seededRandom(7);
  return records
    .map((record) => ({ record, at: random() }))
    .toSorted((left, right) => left.at - right.at)
    .map(({ record }) => record);
}

/** How many nodes there are, and how many of them have a parent. */
export const NODE_COUNTS = (database: string) =>
  `SELECT CAST(COUNT(*) AS DOUBLE) AS nodes, CAST(COUNT(parent) AS DOUBLE) AS children FROM ${database}.node`;

/**
 * Lets the server take its time over rows that have waited for their parent, so that a run can be met between two of its
 * rounds. `await using` ends it.
 */
export async function slowRounds({ admin, database }: Workspace): Promise<AsyncDisposable> {
  const trigger = `${database}_meta.slow_round`;
  await admin.query(
    `CREATE TRIGGER ${trigger} AFTER DELETE ON ${database}_meta.ingest_deferred FOR EACH ROW
       SET @slept = IF(OLD.record_no % 50 = 0, SLEEP(0.1), 0)`,
  );
  return {
    [Symbol.asyncDispose]: async () => void (await admin.query(`DROP TRIGGER IF EXISTS ${trigger}`)),
  };
}

/** Resolves when a part of the rows that wait has been loaded, and others still wait. */
export async function betweenRounds(count: () => Promise<number>): Promise<void> {
  let most = 0;
  await eventually('a part of the waiting rows is loaded', async () => {
    const waiting = await count();
    most = Math.max(most, waiting);
    return waiting > 0 && waiting < most ? true : undefined;
  });
}
