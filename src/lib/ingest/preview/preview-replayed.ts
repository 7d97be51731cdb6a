import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { IngestRun } from '../ingest-run.ts';
import type { Input } from '../input/input.ts';
import { identifyFile } from '../load/delivery/identify-file.ts';
import { fileLedger } from '../load/file-ledger.ts';
import { findReplayed, noteReplayed } from '../load/replay/find-replayed.ts';
import { isUpToDate } from '../load/require-tables.ts';

type Needs = Pick<IngestRun, 'databases' | 'source'> & {
  readonly context: Pick<IngestRun['context'], 'emit' | 'signal'>;
};

/** The records of a replay that a run would pass over, as another file has loaded them. */
export async function previewReplayed(
  connection: MariadbConnection,
  { context: { emit, signal }, databases: { meta }, source }: Needs,
  input: Input,
): Promise<ReadonlySet<number>> {
  if (input.originOf === undefined || !(await isUpToDate(connection, meta))) return new Set();
  const identity = await identifyFile(source.source, input, signal);
  const own = await fileLedger(connection, meta, '').find(identity);
  const found = await findReplayed(connection, { meta, fileId: own?.fileId ?? 0 }, { input, signal });
  noteReplayed({ emit }, input, found);
  return new Set(found.keys());
}
