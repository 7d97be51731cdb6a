import { recordTable } from '../../infra/audit/audit-database.ts';
import type { AuditedTable } from '../../infra/audit/audited-table.ts';
import { columnText, keyText, rowHash } from '../../infra/audit/field-text.ts';
import type { Databases } from '../../infra/config/databases.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { quoteQualified, quoteText } from '../../infra/mariadb/identifiers.ts';
import type { AuditFault } from './audit-fault.ts';

export interface RowsState {
  readonly table: string;
  /** Rows that are as their newest record left them. */
  readonly equal: number;
  /** Rows without a record: from before the audit, or written past its triggers. */
  readonly unrecorded: number;
  /** Rows whose salt was erased, so that nothing can be said. */
  readonly erased: number;
}

interface Newest {
  readonly hash: string;
  readonly salt: string | null;
}

/** Rows of which the newest records are in memory at once. */
const SLICE_RECORDS = 500_000;

/** Compares every row of a table with the newest record about it. */
export async function verifyRows(
  session: MariadbConnection,
  databases: Databases,
  table: AuditedTable,
): Promise<{ readonly state: RowsState; readonly faults: readonly AuditFault[] }> {
  const [count] = await session.query<{ records: number }>(
    `SELECT CAST(COUNT(*) AS DOUBLE) AS records FROM ${recordTable(databases.data)} WHERE table_name = ?`,
    [table.name],
  );
  const slices = Math.max(1, Math.ceil((count?.records ?? 0) / SLICE_RECORDS));
  const found = { equal: 0, unrecorded: 0, erased: 0 };
  const faults: AuditFault[] = [];
  const fault = (key: string, what: string) =>
    faults.push({ kind: 'row', host: session.endpoint.name, place: table.name, detail: `${key} ${what}` });
  for (let slice = 0; slice < slices; slice += 1) {
    const newest = await readNewest(session, databases, { table, slice, slices });
    for await (const [key, ...values] of session.stream(selectRows(databases, { table, slice, slices }))) {
      const record = newest.get(String(key));
      newest.delete(String(key));
      if (record === undefined) found.unrecorded += 1;
      else if (record.salt === null) found.erased += 1;
      else if (rowHash(record.salt, values as (string | null)[]) === record.hash) found.equal += 1;
      else
        fault(
          String(key),
          record.hash === ''
            ? 'is there, and its newest record deletes it'
            : 'is not as its newest record left it',
        );
    }
    // A month that was archived left without a DELETE.
    if (table.isPartitioned) continue;
    for (const [key, { hash }] of newest) if (hash !== '') fault(key, 'is gone without a record');
  }
  return { state: { table: table.name, ...found }, faults };
}

interface Slice {
  readonly table: AuditedTable;
  readonly slice: number;
  readonly slices: number;
}

async function readNewest(
  session: MariadbConnection,
  { data }: Databases,
  { table, slice, slices }: Slice,
): Promise<Map<string, Newest>> {
  const records = recordTable(data);
  const newest = new Map<string, Newest>();
  const rows = session.stream(
    `SELECT r.row_key, r.row_hash, r.salt
       FROM (SELECT MAX(audit_id) AS audit_id FROM ${records}
              WHERE table_name = ${quoteText(table.name)} GROUP BY row_key) AS last
       JOIN ${records} AS r ON r.audit_id = last.audit_id
      WHERE MOD(CRC32(r.row_key), ${slices}) = ${slice}`,
  );
  for await (const [key, hash, salt] of rows)
    newest.set(String(key), {
      hash: String(hash),
      salt: salt === null || salt === undefined ? null : String(salt),
    });
  return newest;
}

function selectRows({ data }: Databases, { table, slice, slices }: Slice): string {
  const key = keyText(table, 'r');
  const columns = table.columns.map((column) => columnText(column, 'r'));
  return `SELECT ${[key, ...columns].join(', ')} FROM ${quoteQualified(data, table.name)} AS r
   WHERE MOD(CRC32(${key}), ${slices}) = ${slice}`;
}
