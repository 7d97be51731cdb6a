import type { MariadbConnection } from '../../../infra/mariadb/connection.ts';
import { quoteQualified } from '../../../infra/mariadb/identifiers.ts';
import type { IngestRun } from '../../ingest-run.ts';
import type { Input, RecordOrigin } from '../../input/input.ts';
import { readRecordBlocks } from '../../input/read-records.ts';
import { findLoadedOrigins } from './find-loaded-origins.ts';
import type { KnownRecords } from './known-records.ts';
import { originKey, sameRecords } from './same-record.ts';

/** Few enough for a list that the server looks up by its index. */
const ORIGINS_PER_QUERY = 300;

interface Wanted {
  readonly meta: string;
  readonly source: string;
  /** The file in the ledger; 0 if it is not there yet. */
  readonly fileId: number;
}

/** Compares a corrected file of rejects with the ledger. Any other file has nothing of the kind. */
export async function findReplayed(
  connection: MariadbConnection,
  { meta, source, fileId }: Wanted,
  { input, signal }: { readonly input: Input; readonly signal: AbortSignal },
): Promise<KnownRecords> {
  const loaded = new Map<number, RecordOrigin>();
  const strangers = new Set<number>();
  const { originOf, spec } = input;
  if (originOf === undefined) return { loaded, strangers };
  const isStaged = spec.into === undefined;
  const search = { meta, besides: fileId, same: sameRecords(connection, meta), isStaged };
  const ofSource = filesOfSource(connection, meta, { source, fileKey: input.file.fileKey });
  let open = new Map<number, RecordOrigin>();
  const look = async () => {
    const known = new Map<number, RecordOrigin>();
    for (const [record, origin] of open)
      if (await ofSource(origin.fileId)) known.set(record, origin);
      else strangers.add(record);
    open = new Map();
    if (known.size === 0) return;
    const keys = await findLoadedOrigins(connection, search, [...known.values()]);
    for (const [record, origin] of known) if (keys.has(originKey(origin))) loaded.set(record, origin);
  };
  for await (const scanner of readRecordBlocks(input, signal)) {
    while (scanner.next()) {
      const origin = originOf(scanner.record);
      if (origin !== undefined) open.set(scanner.record.recordNumber, origin);
      if (open.size >= ORIGINS_PER_QUERY) await look();
    }
  }
  await look();
  return { loaded, strangers };
}

/** Asks the ledger of each file once. */
function filesOfSource(
  connection: MariadbConnection,
  meta: string,
  { source, fileKey }: { readonly source: string; readonly fileKey: string },
): (fileId: number) => Promise<boolean> {
  const known = new Map<number, boolean>();
  return async (fileId) => {
    const found =
      known.get(fileId) ??
      (
        await connection.query(
          `SELECT 1 FROM ${quoteQualified(meta, 'ingest_file')} WHERE file_id = ? AND source = ? AND file_key = ?`,
          [fileId, source, fileKey],
        )
      ).length > 0;
    known.set(fileId, found);
    return found;
  };
}

/** Says which records are not loaded. */
export function noteReplayed(
  { emit }: Pick<IngestRun['context'], 'emit'>,
  { file }: Pick<Input, 'file'>,
  { loaded }: Pick<KnownRecords, 'loaded'>,
): void {
  const [first] = loaded.values();
  if (first === undefined) return;
  const message =
    loaded.size === 1
      ? `${file.path}: 1 record is skipped, record ${first.record} of file ${first.fileId}: a corrected version of it is loaded already`
      : `${file.path}: ${loaded.size} records are skipped: a corrected version of each is loaded already; the first is record ${first.record} of file ${first.fileId}`;
  emit({ type: 'note', level: 'warn', message });
}
