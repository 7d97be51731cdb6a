import { formatCount, formatNumberOf } from '../../../core/units.ts';
import { quoteQualified } from '../../../infra/mariadb/identifiers.ts';
import type { IngestRun } from '../../ingest-run.ts';
import type { Input } from '../../input/input.ts';
import type { FileLedger, LedgerFile } from '../file-ledger.ts';
import { loadedRows } from './loaded-rows.ts';
import { countRowsUpTo, describeEmpty } from './table-rows.ts';

/** A file that the ledger calls complete. */
export interface CompleteFile {
  readonly input: Input;
  readonly file: LedgerFile;
}

export type DriftNeeds = Pick<IngestRun, 'connection' | 'databases' | 'source'> & {
  readonly context: Pick<IngestRun['context'], 'emit'>;
  readonly ledger: Pick<FileLedger, 'totals'>;
};

/** Counting more rows than this would take seconds. */
const MOST_COUNTED = 1_000_000;

/**
 * Compares the ledger with the tables. Returns the files whose rows are gone, with the reason: nothing of them can be in a
 * table that is empty. Notes a table that has fewer rows than the ledger says.
 */
export async function findLost(
  run: DriftNeeds,
  files: readonly CompleteFile[],
): Promise<ReadonlyMap<number, string>> {
  const lost = new Map<number, string>();
  const noted = new Set<string>();
  for (const { input, file } of files) {
    const { into } = input.spec;
    const why = into === undefined ? await emptyTarget(run, file) : await emptyTable(run, into, file);
    if (why !== undefined) lost.set(file.fileId, why);
    else if (into !== undefined && !noted.has(into)) await noteFewer(run, into);
    if (into !== undefined) noted.add(into);
  }
  return lost;
}

async function emptyTable(run: DriftNeeds, into: string, file: LedgerFile): Promise<string | undefined> {
  if (file.state === 'replacing') return '--replace was interrupted while it deleted them';
  const { accepted } = await run.ledger.totals(file.fileId);
  return accepted > 0 ? describeTable(run, into) : undefined;
}

/** The first table that the steps have filled from the file's run and that has no row now. */
async function emptyTarget(run: DriftNeeds, file: LedgerFile): Promise<string | undefined> {
  if (file.state !== 'transformed') return undefined;
  for (const target of await filledTargets(run, file)) {
    const why = await describeTable(run, target);
    if (why !== undefined) return why;
  }
  return undefined;
}

function describeTable({ connection, databases }: DriftNeeds, table: string): Promise<string | undefined> {
  const name = quoteQualified(databases.data, table);
  return describeEmpty(connection, { name, shown: `${databases.data}.${table}` });
}

async function filledTargets(
  { connection, databases, source }: DriftNeeds,
  { fileId, fileKey }: LedgerFile,
): Promise<ReadonlySet<string>> {
  const filled = await connection.query<{ seq: number; target: string }>(
    `SELECT seq, t.target FROM ${quoteQualified(databases.meta, 'ingest_transform')} AS t
       JOIN ${quoteQualified(databases.meta, 'ingest_file')} AS f ON f.run_id = t.run_id AND f.source = t.source
      WHERE file_id = ? AND inserted + updated + unchanged > 0`,
    [fileId],
  );
  const ofFile = filled.filter(({ seq, target }) => {
    const step = source.steps[seq - 1];
    return step !== undefined && 'upsert' in step && step.upsert === target && step.file === fileKey;
  });
  return new Set(ofFile.map(({ target }) => target));
}

async function noteFewer({ context, connection, databases }: DriftNeeds, table: string): Promise<void> {
  const loaded = await loadedRows(connection, databases.meta, table);
  const most = Math.min(loaded, MOST_COUNTED);
  const found = await countRowsUpTo(connection, quoteQualified(databases.data, table), most);
  if (typeof found === 'string' || found >= most) return;
  const message = `${databases.data}.${table} has ${formatNumberOf(found, 'row')}, and the ledger says that ${formatCount(loaded)} were loaded`;
  context.emit({ type: 'note', level: 'info', message });
}
