import type { Document } from 'mongodb';
import { throwIfAborted } from '../../core/errors.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { MongoSession } from '../../infra/mongo/client.ts';
import { mapBack, type MappedBack, type MappedRow } from '../document/map-back.ts';
import { type CompiledCollection, type Level, levelsOf } from '../mapping/compiled-mapping.ts';
import type { KeyRange } from '../source/level-sql.ts';
import { endOfChunk } from '../source/read-rows.ts';
import { type Difference, compareRows } from './compare-rows.ts';
import { digestOnServer, digestRows } from './digest.ts';

export interface VerifyWork {
  readonly source: MariadbConnection;
  readonly database: string;
  readonly target: MongoSession;
  readonly signal: AbortSignal;
  /** As it is named on the server now. */
  readonly targetName: string;
  readonly progress: (documents: number) => void;
}

export interface Verified {
  readonly collection: string;
  readonly documents: number;
  readonly rows: number;
  /** Differences that were looked at, at most `MOST_DIFFERENCES` of one collection. */
  readonly differences: readonly Difference[];
}

const ROOTS_A_RANGE = 1000;
/** Rows of so few roots are compared one by one; larger ranges are halved. */
const ROOTS_COMPARED = 20;
/** More would only repeat the same fault. */
const MOST_DIFFERENCES = 10;

/**
 * Compares a collection with its tables, range by range: counts and digests by MariaDB against those of the documents
 * mapped back to rows. A range that differs is halved down to the roots, whose rows are then compared. The session has
 * a snapshot open.
 */
export async function verifyCollection(work: VerifyWork, collection: CompiledCollection): Promise<Verified> {
  const total = { documents: 0, rows: 0 };
  const differences: Difference[] = await foreignIds(work, collection);
  let after: string | null = null;
  for (;;) {
    throwIfAborted(work.signal);
    const upTo: string | null =
      (await endOfChunk(work.source, work.database, collection, { after, limit: ROOTS_A_RANGE })) ?? null;
    const checked = await checkRange(work, collection, { after, upTo });
    total.documents += checked.documents;
    total.rows += checked.rows;
    if (checked.differs) differences.push(...(await locate(work, collection, { after, upTo })));
    work.progress(total.documents);
    if (upTo === null || differences.length >= MOST_DIFFERENCES) break;
    after = upTo;
  }
  return { collection: collection.name, ...total, differences: differences.slice(0, MOST_DIFFERENCES) };
}

/** Documents that are in no range, as their _id is not a number. */
async function foreignIds(work: VerifyWork, { name }: CompiledCollection): Promise<Difference[]> {
  const found = await work.target.call(async () =>
    documents(work)
      .find({ _id: { $not: { $type: 'number' } } } as Document)
      .project({ _id: 1 })
      .limit(MOST_DIFFERENCES)
      .toArray(),
  );
  return found.map(({ _id }) => ({
    collection: name,
    id: String(_id),
    pointer: '',
    source: 'no row',
    document: 'a document',
  }));
}

/** Values keep the types that they have in BSON. */
function documents({ target, targetName }: VerifyWork) {
  return target.db.collection(targetName, { promoteValues: false, promoteLongs: false });
}

async function readDocuments(work: VerifyWork, { after, upTo }: KeyRange): Promise<Document[]> {
  const { Long } = await import('mongodb');
  const bounds = {
    ...(after === null ? {} : { $gt: Long.fromString(after) }),
    ...(upTo === null ? {} : { $lte: Long.fromString(upTo) }),
  };
  // Without any bound: numbers of every kind, as strings and the like are reported apart.
  const filter = Object.keys(bounds).length === 0 ? { _id: { $type: 'number' } } : { _id: bounds };
  return work.target.call(async () =>
    documents(work)
      .find(filter as Document)
      .sort({ _id: 1 })
      .toArray(),
  );
}

interface Checked {
  readonly differs: boolean;
  readonly documents: number;
  readonly rows: number;
}

async function checkRange(
  work: VerifyWork,
  collection: CompiledCollection,
  range: KeyRange,
): Promise<Checked> {
  const found = await readDocuments(work, range);
  const back = found.map((document) => mapBack(collection.root, document));
  let differs = back.some(({ oddities }) => oddities.length > 0);
  let rows = 0;
  for (const level of levelsOf(collection.root)) {
    const mine = digestRows(rowsOf(back, level));
    const theirs = await digestOnServer(work.source, work.database, { collection, level, range });
    differs ||= mine.rows !== theirs.rows || mine.sum !== theirs.sum;
    rows += theirs.rows;
  }
  return { differs, documents: found.length, rows };
}

function rowsOf(back: readonly MappedBack[], level: Level): MappedRow[] {
  return back.flatMap(({ rows }) => rows.get(level) ?? []);
}

async function locate(
  work: VerifyWork,
  collection: CompiledCollection,
  range: KeyRange,
): Promise<Difference[]> {
  const middle = await middleOf(work, collection, range);
  if (middle === undefined) {
    const found = await readDocuments(work, range);
    return compareRows(work.source, work.database, { collection, range, documents: found });
  }
  const halves: KeyRange[] = [
    { after: range.after, upTo: middle },
    { after: middle, upTo: range.upTo },
  ];
  const differences: Difference[] = [];
  for (const half of halves) {
    if (differences.length >= MOST_DIFFERENCES) break;
    if ((await checkRange(work, collection, half)).differs)
      differences.push(...(await locate(work, collection, half)));
  }
  return differences;
}

/** The key in the middle of a range; undefined if it has few roots, or none: then documents are what is too many. */
async function middleOf(
  work: VerifyWork,
  collection: CompiledCollection,
  range: KeyRange,
): Promise<string | undefined> {
  const { source, database } = work;
  const many = await endOfChunk(source, database, collection, { after: range.after, limit: ROOTS_COMPARED });
  if (many === undefined || (range.upTo !== null && BigInt(many) >= BigInt(range.upTo))) return undefined;
  const half = await endOfChunk(source, database, collection, {
    after: range.after,
    limit: ROOTS_A_RANGE / 2,
  });
  if (half !== undefined && (range.upTo === null || BigInt(half) < BigInt(range.upTo))) return half;
  return many;
}
