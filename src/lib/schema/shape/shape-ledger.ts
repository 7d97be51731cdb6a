import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { serverErrno } from '../../infra/mariadb/driver-error.ts';
import { quoteQualified } from '../../infra/mariadb/identifiers.ts';
import type { TableShape } from './table-shape.ts';

/** Unknown database, no such table: the ledger has not been made yet. */
const NOT_THERE = new Set([1049, 1146]);

/** The shape of all tables as the migrations up to `version` have left it. */
export interface RecordedShape {
  readonly version: string;
  readonly recordedAt: string;
  readonly tables: readonly TableShape[];
}

/** The newest that is recorded; undefined if none is. */
export async function readRecordedShape(
  connection: MariadbConnection,
  meta: string,
): Promise<RecordedShape | undefined> {
  try {
    const [row] = await connection.query<{ version: string; recordedAt: string; shape: string }>(
      `SELECT version, recorded_at AS recordedAt, shape FROM ${quoteQualified(meta, 'recorded_shape')}
        ORDER BY version DESC LIMIT 1`,
    );
    if (row === undefined) return undefined;
    const { shape, ...found } = row;
    return { ...found, tables: JSON.parse(shape) as TableShape[] };
  } catch (thrown) {
    if (NOT_THERE.has(serverErrno(thrown) ?? 0)) return undefined;
    throw thrown;
  }
}

export async function writeRecordedShape(
  connection: MariadbConnection,
  meta: string,
  { version, tables, runId }: Pick<RecordedShape, 'version' | 'tables'> & { readonly runId: string },
): Promise<void> {
  await connection.run(
    `REPLACE INTO ${quoteQualified(meta, 'recorded_shape')} (version, shape, recorded_at, run_id)
     VALUES (?, ?, UTC_TIMESTAMP(6), ?)`,
    [version, JSON.stringify(tables), runId],
  );
}
