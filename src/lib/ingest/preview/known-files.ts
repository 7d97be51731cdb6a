import type { Databases } from '../../infra/config/databases.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { contentHash } from '../input/content-hash.ts';
import type { Input } from '../input/input.ts';
import { fileLedger } from '../load/file-ledger.ts';
import { isUpToDate } from '../load/require-tables.ts';
import { describeFile } from '../report/describe-file.ts';
import type { FileReport } from '../report/ingest-report.ts';

/** Files of these states would be loaded, or loaded on, by a run. */
const UNFINISHED: ReadonlySet<string> = new Set(['loading', 'failed']);

export interface KnownRequest {
  readonly databases: Databases;
  readonly source: string;
  readonly inputs: readonly Input[];
  readonly signal: AbortSignal;
}

/**
 * The files that are loaded already, by their path, as the ledger describes them: a run would leave them as they are,
 * so a dry run does not check them again.
 */
export async function knownFiles(
  connection: MariadbConnection,
  { databases, source, inputs, signal }: KnownRequest,
): Promise<ReadonlyMap<string, FileReport>> {
  const known = new Map<string, FileReport>();
  if (!(await isUpToDate(connection, databases.meta))) return known;
  const ledger = fileLedger(connection, databases.meta, '');
  for (const input of inputs) {
    const { file, spec } = input;
    const target = spec.into ?? `${source}_${file.fileKey}`;
    const contentSha256 = await contentHash(file, signal);
    const found = await ledger.find({ source, fileKey: file.fileKey, contentSha256, target });
    if (found === undefined || UNFINISHED.has(found.state)) continue;
    const item = { input, file: found, plainBytes: null, result: 'unchanged' } as const;
    known.set(file.path, await describeFile({ ledger }, item, { overBudget: false, rejectsFile: null }));
  }
  return known;
}
