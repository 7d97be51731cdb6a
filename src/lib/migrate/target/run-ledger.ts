import { type Document, Long } from 'mongodb';
import { AetherError } from '../../core/errors.ts';
import type { MongoSession } from '../../infra/mongo/client.ts';
import { mongoNumber } from '../../infra/mongo/driver-error.ts';

/** `loaded`: complete. `changed`: the source changed meanwhile. `published` and `rolled_back`: what became of it. */
export const RUN_STATES = [
  'running',
  'loaded',
  'changed',
  'aborted',
  'publishing',
  'published',
  'rolled_back',
] as const;
export type RunState = (typeof RUN_STATES)[number];

/** One migration, kept in the database of its documents. */
export interface MigrationRun {
  /** `r1`, `r2`: counted within the database. */
  readonly _id: string;
  readonly mapping: string;
  readonly mapping_hash: string;
  readonly state: RunState;
  /** Grows with everybody who continues the run: documents of an earlier term never replace those of a later one. */
  readonly term: number;
  readonly holder: string;
  readonly heartbeat_at: Date;
  readonly first_position: string | null;
  readonly last_position: string | null;
  /** What the binary log calls these positions for every server; null without one. */
  readonly first_gtid: string | null;
  readonly last_gtid: string | null;
  readonly collections: readonly string[];
}

/** A chunk whose documents the majority has acknowledged. */
export interface ChunkLine {
  readonly _id: { readonly run: string; readonly collection: string; readonly after: string };
  readonly up_to: string;
  readonly documents: number;
  readonly bytes: number;
  /** Of archived rows; left out if there are none. */
  readonly frozen?: number;
  readonly frozen_without_document?: number;
}

export const RUNS = '_aether_migrations';
const CHUNKS = '_aether_migration_chunks';
const DUPLICATE_KEY = 11_000;

/** How long a run that died keeps others out. */
const LEASE_SECONDS = 10;

export const runsOf = ({ db }: MongoSession) => db.collection<MigrationRun>(RUNS);
const chunksOf = ({ db }: MongoSession) => db.collection<ChunkLine>(CHUNKS);

/** The collection that a run fills before it is published. */
export function stagedName(collection: string, run: string): string {
  return `${collection}__staged_${run}`;
}

/** The collection that was live before a run was published. */
export function formerName(collection: string, run: string): string {
  return `${collection}__before_${run}`;
}

/** The newest run of a mapping in one of these states; undefined if there is none. */
export async function newestRun(
  session: MongoSession,
  mapping: string,
  states: readonly RunState[],
): Promise<MigrationRun | undefined> {
  const filter = { mapping, state: { $in: [...states] } };
  const runs = await session.call(async () => runsOf(session).find(filter).toArray());
  return runs.toSorted((left, right) => numberOf(right) - numberOf(left))[0];
}

function numberOf({ _id }: MigrationRun): number {
  return Number(_id.slice(1));
}

type NewRun = Pick<
  MigrationRun,
  'mapping' | 'mapping_hash' | 'holder' | 'first_position' | 'first_gtid' | 'collections'
>;

/** Enters a new run. Two that begin at once get different numbers, as `_id` is unique. */
export async function beginRun(session: MongoSession, run: NewRun): Promise<MigrationRun> {
  for (;;) {
    const all = await session.call(async () => runsOf(session).find().project({ _id: 1 }).toArray());
    const next = Math.max(0, ...all.map((one) => numberOf(one as MigrationRun))) + 1;
    const entered: MigrationRun = {
      _id: `r${next}`,
      ...run,
      state: 'running',
      term: 1,
      heartbeat_at: new Date(),
      last_position: null,
      last_gtid: null,
    };
    try {
      await session.call(async () => runsOf(session).insertOne(entered));
      return entered;
    } catch (thrown) {
      if (mongoNumber(thrown) !== DUPLICATE_KEY) throw thrown;
      // The acknowledgement of an earlier attempt may have been lost.
      const mine = await session.call(async () =>
        runsOf(session).findOne({ _id: entered._id, holder: run.holder }),
      );
      if (mine !== null) return mine;
    }
  }
}

/**
 * Takes over a run that died: its term grows by one. Undefined while its holder still lives, which the clock of the
 * server decides.
 */
export async function takeOver(
  session: MongoSession,
  run: MigrationRun,
  holder: string,
): Promise<MigrationRun | undefined> {
  const { localTime } = await session.call(async () => session.db.command({ hello: 1 }));
  const stale = new Date((localTime as Date).getTime() - LEASE_SECONDS * 1000);
  const taken = await session.call(async () =>
    runsOf(session).findOneAndUpdate(
      { _id: run._id, term: run.term, state: 'running', heartbeat_at: { $lt: stale } },
      { $inc: { term: 1 }, $set: { holder }, $currentDate: { heartbeat_at: true } },
      { returnDocument: 'after' },
    ),
  );
  if (taken !== null) return taken;
  const mine = await session.call(async () =>
    runsOf(session).findOne({ _id: run._id, state: 'running', holder }),
  );
  return mine ?? undefined;
}

/** Says that the run lives. Throws LEASE_LOST if somebody else has taken it over. */
export async function beat(session: MongoSession, { _id, term }: MigrationRun): Promise<void> {
  const done = await session.call(async () =>
    runsOf(session).updateOne({ _id, term, state: 'running' }, { $currentDate: { heartbeat_at: true } }),
  );
  if (done.matchedCount === 0) throw leaseLost(_id);
}

export function leaseLost(run: string): AetherError {
  return new AetherError('LEASE_LOST', `another aether has taken the migration ${run} over`, {
    hint: 'see what it does, then run the same command again',
  });
}

/** Ends the run in a state; only its present holder can. */
export async function endRun(
  session: MongoSession,
  { _id, term }: MigrationRun,
  end: Pick<MigrationRun, 'state' | 'last_position' | 'last_gtid'>,
): Promise<void> {
  const done = await session.call(async () =>
    runsOf(session).updateOne({ _id, term, state: 'running' }, { $set: end }),
  );
  if (done.matchedCount > 0) return;
  // The acknowledgement of an earlier attempt may have been lost.
  const { state } = end;
  const mine = await session.call(async () => runsOf(session).countDocuments({ _id, term, state }));
  if (mine === 0) throw leaseLost(_id);
}

/** The chunks of a collection that are done, by the key that they begin after (empty for the first). */
export async function chunksDone(
  session: MongoSession,
  run: string,
  collection: string,
): Promise<Map<string, ChunkLine>> {
  const filter = { '_id.run': run, '_id.collection': collection } as Document;
  const lines = await session.call(async () => chunksOf(session).find(filter).toArray());
  return new Map(lines.map((line) => [line._id.after, line]));
}

/** Every run of a mapping, or of all, the newest first. */
export async function allRuns(session: MongoSession, mapping: string | undefined): Promise<MigrationRun[]> {
  const filter = mapping === undefined ? {} : { mapping };
  const runs = await session.call(async () => runsOf(session).find(filter).toArray());
  return runs.toSorted((left, right) => numberOf(right) - numberOf(left));
}

/** Documents and bytes of the chunks that are done, by run. */
export async function chunkTotals(
  session: MongoSession,
): Promise<ReadonlyMap<string, { readonly documents: number; readonly bytes: number }>> {
  const sums = { _id: '$_id.run', documents: { $sum: '$documents' }, bytes: { $sum: '$bytes' } };
  const found = await session.call(async () =>
    chunksOf(session)
      .aggregate([{ $group: sums }])
      .toArray(),
  );
  return new Map(
    found.map((one) => [
      String(one['_id']),
      { documents: Number(one['documents']), bytes: Number(one['bytes']) },
    ]),
  );
}

/** Ends a run that is not published, whoever works on it: the term grows, so that its holder can write nothing more. */
export async function endEarly(session: MongoSession, { _id, state, term }: MigrationRun): Promise<void> {
  const done = await session.call(async () =>
    runsOf(session).updateOne({ _id, state }, { $set: { state: 'aborted', term: term + 1 } }),
  );
  if (done.matchedCount > 0) return;
  throw new AetherError('MIGRATE_REFUSED', `the migration ${_id} is not ${state} any more`, {
    hint: 'look at it with "aether migrate status", then run the same command again',
  });
}

/** Takes the chunks of runs out of the ledger. */
export async function forgetChunks(session: MongoSession, runs: readonly string[]): Promise<void> {
  const filter = { '_id.run': { $in: [...runs] } } as Document;
  await session.call(async () => chunksOf(session).deleteMany(filter));
}

/** Called after the majority has acknowledged the documents, never before. */
export async function enterChunk(session: MongoSession, line: ChunkLine): Promise<void> {
  await session.call(async () => chunksOf(session).replaceOne({ _id: line._id }, line, { upsert: true }));
}

/**
 * Writes the documents of a chunk. What an earlier term of this run has left is replaced; what a later one wrote is
 * never touched. Throws LEASE_LOST for the latter.
 */
export async function writeChunk(
  session: MongoSession,
  staged: string,
  { _id: run, term }: MigrationRun,
  documents: readonly Document[],
): Promise<void> {
  if (documents.length === 0) return;
  const collection = session.db.collection(staged);
  const stamped = documents.map((document) => ({ ...document, _v: Long.fromNumber(term) }));
  const insert = async (batch: Document[]) =>
    session.call(async () => collection.insertMany(batch, { ordered: false }));
  try {
    await insert(stamped);
  } catch (thrown) {
    if (mongoNumber(thrown) !== DUPLICATE_KEY) throw thrown;
    const ids = stamped.map((document) => (document as Document)['_id'] as unknown);
    const range = { _id: { $in: ids }, _v: { $lt: Long.fromNumber(term) } } as Document;
    await session.call(async () => collection.deleteMany(range));
    const present = await session.call(async () =>
      collection
        .find({ _id: { $in: ids } } as Document)
        .project({ _id: 1, _v: 1 })
        .toArray(),
    );
    if (present.some((document) => Number(document['_v']) > term)) throw leaseLost(run);
    const has = new Set(present.map((document) => String(document['_id'])));
    const missing = stamped.filter((document) => !has.has(String((document as Document)['_id'])));
    if (missing.length > 0) await insert(missing);
  }
}
