import { throwIfAborted } from '../../core/errors.ts';
import { runStep } from '../../core/run-step.ts';
import { formatBytes, formatNumberOf } from '../../core/units.ts';
import type { OutageTolerance } from '../../infra/mariadb/outage.ts';
import type { MongoSession } from '../../infra/mongo/client.ts';
import { buildDocuments } from '../document/build-documents.ts';
import { sizeOf } from '../document/document-size.ts';
import type { CompiledCollection } from '../mapping/compiled-mapping.ts';
import type { MigrateContext, Migration } from '../open-migration.ts';
import { endOfChunk, inSnapshot, readRows } from '../source/read-rows.ts';
import { createStaged } from '../target/create-staged.ts';
import {
  beat,
  type ChunkLine,
  chunksDone,
  enterChunk,
  type MigrationRun,
  stagedName,
  writeChunk,
} from '../target/run-ledger.ts';
import { createInFlight } from './in-flight.ts';
import { keepFrozen } from './keep-frozen.ts';
import type { ReaderPool } from './reader-pool.ts';

export interface CollectionReport {
  readonly collection: string;
  readonly documents: number;
  readonly bytes: number;
  /** Of archived rows whose documents were kept as they are live, and those that had none. */
  readonly frozen: number;
  readonly frozen_without_document: number;
}

export interface Loading {
  readonly context: MigrateContext;
  readonly migration: Migration;
  readonly target: MongoSession;
  readonly run: MigrationRun;
  readonly readers: ReaderPool;
  readonly tolerance: OutageTolerance;
}

/** Chunks that are read, made and written beside each other. */
export const IN_FLIGHT = 4;
const FIRST_ROOTS = 200;
const MOST_ROOTS = 1000;
/** Of one chunk, so that no more than four of them are in memory whatever the size of documents. */
const CHUNK_BYTES = 4 * 1024 * 1024;

/** Fills the staged collection, chunk by chunk; those that the ledger has are passed over. */
export async function loadCollection(
  loading: Loading,
  collection: CompiledCollection,
): Promise<CollectionReport> {
  const { context, migration, target, run, tolerance } = loading;
  const { name } = collection;
  const report = { collection: name, documents: 0, bytes: 0, frozen: 0, frozen_without_document: 0 };
  const total = migration.tables.get(collection.root.table)?.rows ?? null;
  const account = (line: ChunkLine) => {
    report.documents += line.documents;
    report.bytes += line.bytes;
    report.frozen += line.frozen ?? 0;
    report.frozen_without_document += line.frozen_without_document ?? 0;
    context.emit({
      type: 'step_progress',
      step: `load-${name}`,
      done: report.documents,
      total: total === null ? null : Math.max(total, report.documents),
      unit: 'rows',
    });
  };
  await runStep(context, { id: `load-${name}`, title: name }, async () => {
    await tolerance.repeat(async () => createStaged(target, collection, run));
    const done = await tolerance.repeat(async () => chunksDone(target, run._id, name));
    const flight = createInFlight(IN_FLIGHT);
    try {
      for (let after = ''; ;) {
        throwIfAborted(context.signal);
        const line = done.get(after);
        const upTo = line?.up_to ?? (await nextEnd(loading, collection, after, rootsOf(report)));
        if (upTo === undefined) break;
        if (line !== undefined) account(line);
        else {
          const range = { after, upTo };
          await flight.start(async () => account(await loadChunk(loading, collection, range)));
        }
        after = upTo;
      }
    } finally {
      await flight.landed();
    }
    return { detail: `${formatNumberOf(report.documents, 'document')}, ${formatBytes(report.bytes)}` };
  });
  return report;
}

function rootsOf({ documents, bytes }: CollectionReport): number {
  if (documents === 0) return FIRST_ROOTS;
  return Math.max(1, Math.min(MOST_ROOTS, Math.floor((CHUNK_BYTES * documents) / bytes)));
}

async function nextEnd(
  { migration: { databases }, readers, tolerance }: Loading,
  collection: CompiledCollection,
  after: string,
  limit: number,
): Promise<string | undefined> {
  const from = after === '' ? null : after;
  return tolerance.repeat(async () =>
    readers.use(async (session) => endOfChunk(session, databases.data, collection, { after: from, limit })),
  );
}

/** Reads, writes and enters one chunk. Each half is repeated over an outage: done twice it does nothing more. */
async function loadChunk(
  { migration, target, run, readers, tolerance }: Loading,
  collection: CompiledCollection,
  { after, upTo }: { readonly after: string; readonly upTo: string },
): Promise<ChunkLine> {
  const { databases, keys } = migration;
  const range = { after: after === '' ? null : after, upTo };
  const rows = await tolerance.repeat(async () =>
    readers.use(async (session) =>
      inSnapshot(session, async () => readRows(session, databases.data, collection, range)),
    ),
  );
  const documents = buildDocuments(collection, rows, keys);
  return tolerance.repeat(async () => {
    const frozen = await keepFrozen(target, collection, documents);
    const bytes = documents.reduce((sum, document) => sum + sizeOf(collection.name, document), 0);
    await beat(target, run);
    await writeChunk(target, stagedName(collection.name, run._id), run, documents);
    const line: ChunkLine = {
      _id: { run: run._id, collection: collection.name, after },
      up_to: upTo,
      documents: documents.length,
      bytes,
      ...(frozen.kept + frozen.missing === 0
        ? {}
        : { frozen: frozen.kept + frozen.missing, frozen_without_document: frozen.missing }),
    };
    await enterChunk(target, line);
    return line;
  });
}
