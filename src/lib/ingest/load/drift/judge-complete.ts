import type { IngestRun } from '../../ingest-run.ts';
import type { FileIdentity, FileLedger, LedgerFile } from '../file-ledger.ts';
import { chooseReload } from './choose-reload.ts';
import { type CompleteFile, type DriftNeeds, findLost } from './find-lost.ts';

/** What a run does with files that the ledger calls complete, by their numbers. What is in neither stays as it is. */
export interface Judged {
  /** Their rows are gone, with the reason. */
  readonly lost: ReadonlyMap<number, string>;
  readonly reload: ReadonlySet<number>;
}

type Needs = DriftNeeds & Pick<IngestRun, 'force'>;

/** Whether a file of the ledger has nothing left to load. */
export function isComplete({ state }: LedgerFile): boolean {
  return state !== 'loading' && state !== 'failed';
}

/** Compares complete files with their tables. Says which rows are gone, and what loads them again. */
export async function judgeComplete(run: Needs, files: readonly CompleteFile[]): Promise<Judged> {
  const lost = await findLost(run, files);
  if (run.force) return { lost, reload: await chooseReload(run, files) };
  for (const { input, file } of files) {
    const why = lost.get(file.fileId);
    if (why === undefined) continue;
    const message = `${input.file.path}: the ledger says that it is loaded, but its rows are gone: ${why}; --force loads it again`;
    run.context.emit({ type: 'note', level: 'warn', message });
  }
  return { lost, reload: new Set() };
}

/** The files among these that the ledger calls complete, each once. */
export async function completeFiles(
  ledger: Pick<FileLedger, 'find'>,
  entries: readonly { readonly input: CompleteFile['input']; readonly entry: FileIdentity }[],
): Promise<CompleteFile[]> {
  const complete = new Map<number, CompleteFile>();
  for (const { input, entry } of entries) {
    const file = await ledger.find(entry);
    if (file !== undefined && isComplete(file)) complete.set(file.fileId, { input, file });
  }
  return [...complete.values()];
}
