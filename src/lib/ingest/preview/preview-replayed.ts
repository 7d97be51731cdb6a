import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { IngestRun } from '../ingest-run.ts';
import type { Input } from '../input/input.ts';
import { identifyFile } from '../load/delivery/identify-file.ts';
import { fileLedger } from '../load/file-ledger.ts';
import { findReplayed, noteReplayed } from '../load/replay/find-replayed.ts';
import { type KnownRecords, NOTHING_KNOWN } from '../load/replay/known-records.ts';
import { isUpToDate } from '../load/require-tables.ts';

type Needs = Pick<IngestRun, 'databases' | 'source'> & {
  readonly context: Pick<IngestRun['context'], 'emit' | 'signal'>;
};

/** What the ledger knows of the records of a replay: a run would pass over those that another file has loaded. */
export async function previewReplayed(
  connection: MariadbConnection,
  { context: { emit, signal }, databases: { meta }, source }: Needs,
  input: Input,
): Promise<KnownRecords> {
  if (input.originOf === undefined || !(await isUpToDate(connection, meta))) return NOTHING_KNOWN;
  const identity = await identifyFile(source.source, input, signal);
  const own = await fileLedger(connection, meta, '').find(identity);
  const found = await findReplayed(
    connection,
    { meta, source: source.source, fileId: own?.fileId ?? 0 },
    { input, signal },
  );
  noteReplayed({ emit }, input, found);
  return found;
}
