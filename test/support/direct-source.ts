import { createHash } from 'node:crypto';
import type { Workspace } from './workspace.ts';

/** The source of one file that goes straight into a table. */
export const DIRECT_SOURCE = `
source: parts
title: A file that goes straight into a table of its own
files:
  parts:
    match: parts.csv
    into: import_part
    columns:
      - { name: part_id, type: integer, min: 1, required: true }
      - { name: code, type: text, charset: ascii, max_chars: 20, required: true }
      - { name: quantity, type: integer, required: true }
      - { name: note, type: text, max_chars: 100 }
`;

export const HEADER = 'part_id,code,quantity,note';

/** Long, so that a file worth building indexes at the end for has not too many records. */
const LONG = 'x'.repeat(70);

const NOTES = [
  '',
  LONG,
  `ação 👏🏽 ${LONG}`,
  `"he said ""no"" ${LONG}"`,
  `back\\slash ${LONG}`,
  `"two\r\nlines"`,
];

/** One sound record; the note needs every kind of care on the way. */
export function partRecord(id: number): string {
  return `${id},P-${String(id % 997).padStart(6, '0')},${1 + (id % 50)},${NOTES[id % NOTES.length]}`;
}

/** A file of sound records, with those of `others` in their places. */
export function partsFile(count: number, others: Readonly<Record<number, string>> = {}): string {
  const records = Array.from({ length: count }, (_, index) => others[index + 1] ?? partRecord(index + 1));
  return `${[HEADER, ...records].join('\n')}\n`;
}

/** Makes the target anew: a primary key and two further indexes. */
export async function createPartsTable({ admin, database }: Workspace): Promise<void> {
  await admin.query(`DROP TABLE IF EXISTS ${database}.import_part`);
  await admin.query(
    `CREATE TABLE ${database}.import_part (
       part_id  BIGINT UNSIGNED NOT NULL,
       code     VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
       quantity INT NOT NULL,
       note     VARCHAR(100) NULL,
       PRIMARY KEY (part_id),
       KEY ix_part (code, quantity),
       KEY ix_note (note(20)),
       CONSTRAINT chk_quantity CHECK (quantity < 1000000)
     ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_ai_ci`,
  );
}

/** Every row of the target as one hash, with the definition of the table. */
export async function readPartsTable(workspace: Workspace) {
  const { database } = workspace;
  const found = await workspace.rows(
    `SELECT part_id, code, quantity, HEX(note) AS note FROM ${database}.import_part ORDER BY part_id`,
  );
  const [created] = await workspace.rows(`SHOW CREATE TABLE ${database}.import_part`);
  return {
    rows: found.length,
    sha256: createHash('sha256').update(JSON.stringify(found)).digest('hex'),
    definition: created?.['Create Table'] as string,
  };
}
