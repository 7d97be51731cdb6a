import { resolve } from 'node:path';
import type { Context } from '../../infra/context.ts';
import { enterFile } from './delivery/enter-file.ts';
import { deliverAgain } from './delivery/deliver-again.ts';
import { replaceRows } from './delivery/replace-rows.ts';
import type { IngestRun } from '../ingest-run.ts';
import { contentHash } from '../input/content-hash.ts';
import { createEncodingCheck, type EncodingCheck } from '../input/encoding-check.ts';
import type { InputFile } from '../input/find-files.ts';
import type { Input } from '../input/input.ts';
import { verifyCompression } from '../input/verify-compression.ts';
import { completeFiles, isComplete, type Judged, judgeComplete } from './drift/judge-complete.ts';
import type { LedgerFile, NewFile } from './file-ledger.ts';
import { earlierSpecSha256, specSha256 } from '../source/spec-fingerprint.ts';
import { claimReplays } from './replay/claim-replays.ts';
import { unmarkReplayed } from './replay/mark-replayed.ts';
import { readDefinition } from '../target/read-definition.ts';
import { unstageFile } from './unstage-file.ts';

/** A file of this run with its row in the ledger. */
export interface KnownFile {
  readonly input: Input;
  readonly file: LedgerFile;
  /** Decompressed; null where it is not known before the file is read. */
  readonly plainBytes: number | null;
  /** How it was found: not at all, half loaded, in the place of an earlier one of its name, complete, or complete without its rows. */
  readonly result: 'loaded' | 'resumed' | 'corrected' | 'unchanged' | 'missing';
  /** The source or its table has changed since an earlier run loaded a part. */
  readonly isStale?: boolean;
}

type Needs = Pick<
  IngestRun,
  | 'context'
  | 'connection'
  | 'ledger'
  | 'source'
  | 'inputs'
  | 'isReplay'
  | 'databases'
  | 'chunkBytes'
  | 'stages'
  | 'records'
  | 'sameName'
  | 'force'
>;

/**
 * Finds every file in the ledger by its content, or enters it. The same bytes twice in one run are one file. Throws
 * INPUT_DAMAGED for a compressed file that is torn, so that nothing of it is ever loaded.
 */
export async function registerFiles(run: Needs): Promise<KnownFile[]> {
  const entries: { input: Input; entry: NewFile; check: EncodingCheck }[] = [];
  for (const input of run.inputs) {
    const check = createEncodingCheck(input, run.context.signal);
    entries.push({ input, check, entry: await describeEntry(run, input, check) });
  }
  const contents = new Set(entries.map(({ entry }) => entry.contentSha256));
  const known: KnownFile[] = [];
  const underWay = new Set<number>();
  const judged = await judgeComplete(run, await completeFiles(run.ledger, entries));
  for (const { input, entry, check } of entries) {
    if (run.isReplay) await claimReplays(run, entry);
    const found = await run.ledger.find(entry);
    const plainBytes = await verifyContent(run, { input, check, found });
    const item = {
      input,
      ...(await register(run, { input, entry, found, plainBytes, contents, underWay, judged })),
    };
    run.records.know(item.file.fileId, input);
    known.push(item);
    if (item.result !== 'unchanged' && item.result !== 'missing') underWay.add(item.file.fileId);
  }
  return known;
}

async function describeEntry(
  { context, connection, databases, source, chunkBytes }: Needs,
  { file, spec, lookups }: Input,
  check: EncodingCheck,
): Promise<NewFile> {
  const { into } = spec;
  const compressed = file.compression !== 'none';
  const target = into === undefined ? null : await readDefinition(connection, databases.data, into);
  return {
    source: source.source,
    fileKey: file.fileKey,
    contentSha256: await contentHash(file, context.signal, compressed ? undefined : check.add),
    target: spec.into ?? `${source.source}_${file.fileKey}`,
    fileName: resolve(context.cwd, file.path),
    deliveryName: file.deliveryName,
    byteSize: file.bytes,
    chunkBytes,
    encoding: spec.encoding,
    dialect: spec.dialect,
    specSha256: specSha256(spec, target, lookups),
  };
}

/**
 * Reads what the hash did not see, and judges the encoding before the first row; returns the decompressed bytes. Of a
 * file that is complete in the ledger an earlier run did so. A file of rejects holds nothing but faults.
 */
async function verifyContent(
  { context, isReplay }: Needs,
  { input, check, found }: Pick<Found, 'input' | 'found'> & { readonly check: EncodingCheck },
): Promise<number | null> {
  if (found !== undefined && isComplete(found)) return plainSize(input.file);
  const plainBytes = await verifyCompression(input.file, context.signal, check.add);
  if (!isReplay) await check.conclude();
  return plainBytes;
}

/** Deletes what is left of a file that is to be loaded again. */
async function makeRoom(run: Needs, input: Input, found: LedgerFile): Promise<void> {
  const { connection, ledger, databases } = run;
  if (found.state === 'replacing') {
    await ledger.claim(found.fileId);
    await replaceRows(run, input, found);
  } else {
    await unstage(run, input, found.fileId);
  }
  await unmarkReplayed(connection, { meta: databases.meta, fileId: found.fileId });
}

/** Takes the records of a file that is to be loaded again out of staging, where each would have the key of itself. */
async function unstage(
  { connection, ledger, databases, stages }: Needs,
  { file }: Input,
  fileId: number,
): Promise<void> {
  const stage = stages.get(file.fileKey);
  if (stage === undefined) return;
  await ledger.claim(fileId);
  await ledger.conclude(fileId, 'failed');
  await unstageFile(connection, stage, { meta: databases.meta, fileId });
}

interface Found {
  readonly input: Input;
  readonly entry: NewFile;
  readonly found: LedgerFile | undefined;
  readonly plainBytes: number | null;
  readonly contents: ReadonlySet<string>;
  readonly underWay: ReadonlySet<number>;
  readonly judged: Judged;
}

async function register(run: Needs, of: Found): Promise<Omit<KnownFile, 'input'>> {
  const { ledger } = run;
  const { input, entry, found, plainBytes, judged } = of;
  if (found === undefined) return { ...(await enterFile(run, of)), plainBytes };
  const isAgain = judged.reload.has(found.fileId);
  if (found.state === 'failed' || isAgain) {
    if (isAgain) await makeRoom(run, input, found);
    await ledger.reset(found.fileId, entry);
    return { file: asEntered(found, entry), plainBytes, result: 'loaded' };
  }
  if (judged.lost.has(found.fileId)) return { file: found, plainBytes, result: 'missing' };
  if (isComplete(found)) {
    const again = await deliverAgain(run, of, found);
    return again === undefined
      ? { file: found, plainBytes, result: 'unchanged' }
      : { file: again, plainBytes, result: 'loaded' };
  }
  await ledger.claim(found.fileId);
  return { file: found, plainBytes, ...(await goOn(run, { input, entry, found })) };
}

/** A file of which an earlier run has loaded a part. */
async function goOn(
  run: Needs,
  { input, entry, found }: Pick<Found, 'input' | 'entry'> & { readonly found: LedgerFile },
): Promise<Pick<KnownFile, 'result' | 'isStale'> & { readonly file?: LedgerFile }> {
  const { context, ledger, stages } = run;
  // What the values of lookup files were is not in the earlier form.
  const earlier = input.lookups.size > 0 ? [] : [earlierSpecSha256(input.spec)];
  const isSame = [null, entry.specSha256, ...earlier].includes(found.specSha256);
  const stage = stages.get(input.file.fileKey);
  // Another replay may have loaded meanwhile what this one has staged.
  if (isSame && !(run.isReplay && stage !== undefined)) return { result: 'resumed' };
  if (stage === undefined) {
    warn(
      context,
      input,
      'the source or its table has changed since its loading began: what is loaded stays as it is, with its rejects; --replay loads those that are right now',
    );
    return { result: 'resumed', isStale: true };
  }
  if (!isSame) warn(context, input, 'the source has changed since its loading began: it is loaded again');
  await unstage(run, input, found.fileId);
  await ledger.reset(found.fileId, entry);
  return { file: asEntered(found, entry), result: 'loaded' };
}

function asEntered(found: LedgerFile, { chunkBytes, specSha256 }: NewFile): LedgerFile {
  return { ...found, chunkBytes, specSha256 };
}

function warn(context: Context, { file }: Input, change: string): void {
  context.emit({ type: 'note', level: 'warn', message: `${file.path}: ${change}` });
}

/** Decompressed bytes; null where only reading to the end would tell. */
function plainSize({ compression, bytes }: InputFile): number | null {
  return compression === 'none' ? bytes : null;
}
