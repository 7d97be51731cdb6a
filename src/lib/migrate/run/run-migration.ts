import { AetherError, throwIfAborted } from '../../core/errors.ts';
import { runStep } from '../../core/run-step.ts';
import { formatBytes, formatCount } from '../../core/units.ts';
import type { MongoSession } from '../../infra/mongo/client.ts';
import { readIdentity } from '../../infra/mongo/server-identity.ts';
import { waitUntil } from '../../infra/process/wait-until.ts';
import { runHolder } from '../../infra/run-holder.ts';
import { buildDocuments } from '../document/build-documents.ts';
import { sizeOf } from '../document/document-size.ts';
import type { CompiledCollection } from '../mapping/compiled-mapping.ts';
import { type MigrateContext, type Migration, openMigration } from '../open-migration.ts';
import { endOfChunk, inSnapshot, readRows, snapshotPosition } from '../source/read-rows.ts';
import {
  beat,
  beginRun,
  type ChunkLine,
  chunksDone,
  endRun,
  enterChunk,
  type MigrationRun,
  newestRun,
  stagedName,
  takeOver,
  writeChunk,
} from '../target/run-ledger.ts';

export interface CollectionReport {
  readonly collection: string;
  readonly documents: number;
  readonly bytes: number;
}

export interface RunReport {
  readonly run: string;
  readonly server: string;
  /** `loaded`, or `changed` if the source changed meanwhile. */
  readonly state: 'loaded' | 'changed';
  readonly first_position: string | null;
  readonly last_position: string | null;
  readonly collections: readonly CollectionReport[];
}

const ROOTS_A_CHUNK = 500;
const HEARTBEAT_MS = 2000;
/** Longer than a run that died keeps others out. */
const LEASE_WAIT_SECONDS = 15;

/**
 * Fills staged collections from the tables, chunk by chunk, each with its children in one snapshot. A run that was
 * interrupted is continued by the same command, as long as the mapping is the same.
 */
export async function runMigration(context: MigrateContext, mapping: string): Promise<RunReport> {
  await using migration = await openMigration(context, mapping);
  await using target = await (await context.mongo('writer')).open();
  const { label } = await readIdentity(target);
  context.emit({ type: 'note', level: 'info', message: `server: ${label}` });
  const position = () => inSnapshot(migration.source, async () => snapshotPosition(migration.source));
  const run = await takeOrBegin(context, migration, target, await position());
  await using _heart = keepAlive(target, run);
  const collections: CollectionReport[] = [];
  for (const collection of migration.collections) {
    collections.push(await loadCollection({ context, migration, target, run }, collection));
  }
  const last = await position();
  const state = last === run.first_position ? 'loaded' : 'changed';
  await endRun(target, run, { state, last_position: last });
  return {
    run: run._id,
    server: label,
    state,
    first_position: run.first_position,
    last_position: last,
    collections,
  };
}

async function takeOrBegin(
  context: MigrateContext,
  { name, hash, collections }: Migration,
  target: MongoSession,
  position: string | null,
): Promise<MigrationRun> {
  const { clock, signal, emit } = context;
  const holder = runHolder(context);
  const open = await newestRun(target, name, ['running']);
  if (open === undefined || open.mapping_hash !== hash) {
    return beginRun(target, {
      mapping: name,
      mapping_hash: hash,
      holder,
      first_position: position,
      collections: collections.map((collection) => collection.name),
    });
  }
  const take = async () => takeOver(target, open, holder);
  const taken = await waitUntil(take, { clock, signal, deadlineSeconds: LEASE_WAIT_SECONDS, everyMs: 500 });
  if (taken === undefined) {
    throw new AetherError('LEASE_HELD', `the migration ${open._id} is run by ${open.holder}`, {
      hint: 'wait for it to end; a run that died is taken over after some seconds',
    });
  }
  emit({ type: 'note', level: 'info', message: `continues the migration ${taken._id}` });
  return taken;
}

/** Beats while the work goes on. A lost lease is noticed by the next chunk that is written. */
function keepAlive(target: MongoSession, run: MigrationRun): AsyncDisposable {
  let beating: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    beating = beat(target, run).catch(() => undefined);
  }, HEARTBEAT_MS);
  return {
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      await beating;
    },
  };
}

interface Loading {
  readonly context: MigrateContext;
  readonly migration: Migration;
  readonly target: MongoSession;
  readonly run: MigrationRun;
}

async function loadCollection(loading: Loading, collection: CompiledCollection): Promise<CollectionReport> {
  const { context, migration, target, run } = loading;
  const { name } = collection;
  const report = { collection: name, documents: 0, bytes: 0 };
  await runStep(context, { id: `load-${name}`, title: name }, async () => {
    const done = await chunksDone(target, run._id, name);
    const total = migration.tables.get(collection.root.table)?.rows ?? null;
    let after = '';
    for (;;) {
      throwIfAborted(context.signal);
      const line = done.get(after) ?? (await loadChunk(loading, collection, after));
      if (line === undefined) break;
      report.documents += line.documents;
      report.bytes += line.bytes;
      after = line.up_to;
      context.emit({
        type: 'step_progress',
        step: `load-${name}`,
        done: report.documents,
        total: total === null ? null : Math.max(total, report.documents),
        unit: 'rows',
      });
    }
    return { detail: `${formatCount(report.documents)} documents, ${formatBytes(report.bytes)}` };
  });
  return report;
}

/** Reads, writes and enters the next chunk; undefined if there is none. */
async function loadChunk(
  { migration, target, run }: Loading,
  collection: CompiledCollection,
  after: string,
): Promise<ChunkLine | undefined> {
  const { source, databases } = migration;
  const from = after === '' ? null : after;
  const chunk = await inSnapshot(source, async () => {
    const upTo = await endOfChunk(source, databases.data, collection, { after: from, limit: ROOTS_A_CHUNK });
    if (upTo === undefined) return undefined;
    return { upTo, rows: await readRows(source, databases.data, collection, { after: from, upTo }) };
  });
  if (chunk === undefined) return undefined;
  const documents = buildDocuments(collection, chunk.rows);
  const bytes = documents.reduce((sum, document) => sum + sizeOf(collection.name, document), 0);
  await beat(target, run);
  await writeChunk(target, stagedName(collection.name, run._id), run, documents);
  const line: ChunkLine = {
    _id: { run: run._id, collection: collection.name, after },
    up_to: chunk.upTo,
    documents: documents.length,
    bytes,
  };
  await enterChunk(target, line);
  return line;
}
