import type { MariadbConnection } from '../../../infra/mariadb/connection.ts';
import type { IngestRun } from '../../ingest-run.ts';
import type { Input, RecordOrigin } from '../../input/input.ts';
import { readRecordBlocks } from '../../input/read-records.ts';
import { findLoadedOrigins } from './find-loaded-origins.ts';
import { originKey, sameRecords } from './same-record.ts';

/** Few enough for a list that the server looks up by its index. */
const ORIGINS_PER_QUERY = 300;

interface Wanted {
  readonly meta: string;
  /** The file in the ledger; 0 if it is not there yet. */
  readonly fileId: number;
}

/**
 * The records of a corrected file of rejects whose rejects another replay or delivery has loaded, by number, in the order of
 * the file. Empty for any other file.
 */
export async function findReplayed(
  connection: MariadbConnection,
  { meta, fileId }: Wanted,
  { input, signal }: { readonly input: Input; readonly signal: AbortSignal },
): Promise<ReadonlyMap<number, RecordOrigin>> {
  const replayed = new Map<number, RecordOrigin>();
  const { originOf, spec } = input;
  if (originOf === undefined) return replayed;
  const isStaged = spec.into === undefined;
  const search = { meta, besides: fileId, same: sameRecords(connection, meta), isStaged };
  let open = new Map<number, RecordOrigin>();
  const look = async () => {
    if (open.size === 0) return;
    const loaded = await findLoadedOrigins(connection, search, [...open.values()]);
    for (const [record, origin] of open) if (loaded.has(originKey(origin))) replayed.set(record, origin);
    open = new Map();
  };
  for await (const scanner of readRecordBlocks(input, signal)) {
    while (scanner.next()) {
      const origin = originOf(scanner.record);
      if (origin !== undefined) open.set(scanner.record.recordNumber, origin);
      if (open.size >= ORIGINS_PER_QUERY) await look();
    }
  }
  await look();
  return replayed;
}

/** Says which records are not loaded. */
export function noteReplayed(
  { emit }: Pick<IngestRun['context'], 'emit'>,
  { file }: Pick<Input, 'file'>,
  replayed: ReadonlyMap<number, RecordOrigin>,
): void {
  const [first] = replayed.values();
  if (first === undefined) return;
  const message =
    replayed.size === 1
      ? `${file.path}: 1 record is skipped, record ${first.record} of file ${first.fileId}: a corrected version of it is loaded already`
      : `${file.path}: ${replayed.size} records are skipped: a corrected version of each is loaded already; the first is record ${first.record} of file ${first.fileId}`;
  emit({ type: 'note', level: 'warn', message });
}
