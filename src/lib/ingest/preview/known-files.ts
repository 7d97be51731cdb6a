import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { IngestRun } from '../ingest-run.ts';
import type { Input } from '../input/input.ts';
import { deliveredSince } from '../load/delivery/deliver-again.ts';
import { type Identity, identifyFile } from '../load/delivery/identify-file.ts';
import { completeFiles, isComplete, judgeComplete } from '../load/drift/judge-complete.ts';
import { fileLedger } from '../load/file-ledger.ts';
import { isUpToDate } from '../load/require-tables.ts';
import { describeFile } from '../report/describe-file.ts';
import type { FileReport } from '../report/ingest-report.ts';

export interface KnownRequest extends Pick<
  IngestRun,
  'databases' | 'source' | 'inputs' | 'force' | 'sameName'
> {
  readonly context: Pick<IngestRun['context'], 'emit' | 'signal'>;
}

/**
 * The files that are loaded already, by their path, as the ledger describes them: a run would leave them as they are,
 * so a dry run does not check them again.
 */
export async function knownFiles(
  connection: MariadbConnection,
  request: KnownRequest,
): Promise<ReadonlyMap<string, FileReport>> {
  const { context, databases, source, inputs } = request;
  const known = new Map<string, FileReport>();
  if (!(await isUpToDate(connection, databases.meta))) return known;
  const ledger = fileLedger(connection, databases.meta, '');
  const entries: { readonly input: Input; readonly entry: Identity }[] = [];
  for (const input of inputs)
    entries.push({ input, entry: await identifyFile(source.source, input, context.signal) });
  const run = { ...request, connection, ledger };
  const judged = await judgeComplete(run, await completeFiles(ledger, entries));
  const contents = new Set(entries.map(({ entry }) => entry.contentSha256));
  for (const { input, entry } of entries) {
    const { file } = input;
    const found = await ledger.find(entry);
    if (found === undefined || !isComplete(found) || judged.reload.has(found.fileId)) continue;
    const isLost = judged.lost.has(found.fileId);
    if (!isLost && (await deliveredSince(run, { input, entry, contents }, found)) !== undefined) continue;
    const item = { input, file: found, plainBytes: null, result: isLost ? 'missing' : 'unchanged' } as const;
    known.set(
      file.path,
      await describeFile({ ledger }, item, { overBudget: false, waitsFor: [], rejectsFile: null }),
    );
  }
  return known;
}
