import type { Document } from 'mongodb';
import { throwIfAborted } from '../../core/errors.ts';
import { mapBack } from '../document/map-back.ts';
import { type CompiledCollection, freezes, type Level, levelsOf } from '../mapping/compiled-mapping.ts';
import type { Exceptions, KeyRange } from '../source/level-sql.ts';
import { endOfChunk } from '../source/read-rows.ts';
import { checkReferences } from './check-references.ts';
import { compareRows } from './compare-rows.ts';
import { type Digest, digestOnServer, digestRows, digestText } from './digest.ts';
import { type GuardedRow, guardedOf, readGuarded } from './guarded-rows.ts';
import { foreignIds, readDocuments } from './read-documents.ts';
import type { Difference, VerifyWork } from './verify-work.ts';

/** What was proven of one table of a collection. */
export interface VerifiedTable {
  readonly table: string;
  /** Where it is in the document: `/variants/prices`; empty for the root. */
  readonly path: string;
  readonly rows: number;
  /** Keyed, so that it says nothing of the values; null without `migrate.key`. */
  readonly digest: string | null;
}

export interface Verified {
  readonly collection: string;
  readonly documents: number;
  readonly rows: number;
  /** Documents of archived rows: what is below their root was not compared. */
  readonly frozen: number;
  /** References to rows that do not exist in MariaDB either. */
  readonly orphans: number;
  readonly tables: readonly VerifiedTable[];
  /** Differences that were looked at, at most `MOST_DIFFERENCES` of one collection. */
  readonly differences: readonly Difference[];
}

const ROOTS_A_RANGE = 1000;
/** Rows of so few roots are compared one by one; larger ranges are halved. */
const ROOTS_COMPARED = 20;
/** More would only repeat the same fault. */
const MOST_DIFFERENCES = 10;

interface Sum {
  rows: number;
  sum: bigint;
}

/**
 * Compares a collection with its tables, range by range: counts and digests by MariaDB against those of the documents
 * mapped back to rows. A range that differs is halved down to the roots, whose rows are then compared.
 */
export async function verifyCollection(
  work: VerifyWork,
  collection: CompiledCollection,
  all: readonly CompiledCollection[],
): Promise<Verified> {
  const total = { documents: 0, rows: 0, frozen: 0, orphans: 0 };
  const sums = new Map<Level, Sum>(levelsOf(collection.root).map((level) => [level, { rows: 0, sum: 0n }]));
  const differences: Difference[] = (await foreignIds(work, collection, MOST_DIFFERENCES)).map((id) => ({
    collection: collection.name,
    id,
    pointer: '',
    source: 'no row',
    document: 'a document',
  }));
  let after: string | null = null;
  for (;;) {
    throwIfAborted(work.signal);
    const upTo: string | null =
      (await endOfChunk(work.source, work.database, collection, { after, limit: ROOTS_A_RANGE })) ?? null;
    const range = withExceptions(collection, { after, upTo });
    const checked = await checkRange(work, collection, range);
    total.documents += checked.documents.length;
    total.frozen += checked.frozen;
    for (const [level, { rows, sum }] of checked.digests) {
      const into = sums.get(level);
      if (into === undefined) continue;
      into.rows += rows;
      into.sum += sum;
      total.rows += rows;
    }
    if (checked.differs) differences.push(...(await locate(work, collection, { after, upTo })));
    const references = await checkReferences(work, collection, all, checked.documents);
    total.orphans += references.orphans;
    differences.push(...references.differences);
    work.progress(total.documents);
    if (upTo === null || differences.length >= MOST_DIFFERENCES) break;
    after = upTo;
  }
  const tables = tablesOf(collection, sums, work);
  return {
    collection: collection.name,
    ...total,
    tables,
    differences: differences.slice(0, MOST_DIFFERENCES),
  };
}

function tablesOf(
  collection: CompiledCollection,
  sums: ReadonlyMap<Level, Sum>,
  { keys }: VerifyWork,
): VerifiedTable[] {
  const paths = new Map<Level, string>();
  const walk = (level: Level, path: string) => {
    paths.set(level, path);
    for (const child of level.children) walk(child, `${path}/${child.field}`);
  };
  walk(collection.root, '');
  return [...sums].map(([level, { rows, sum }]) => {
    const path = paths.get(level) ?? '';
    const digest =
      keys?.digest(digestText([collection.name, path, level.table, String(rows), String(sum)])) ?? null;
    return { table: level.table, path, rows, digest };
  });
}

/** The TTL monitor runs once a minute: what is past its date by then may be there or not. */
const EXPIRY_MARGIN_MS = 120_000;

function withExceptions({ expiry }: CompiledCollection, range: KeyRange): KeyRange & Exceptions {
  if (expiry === null) return { ...range, withoutFrozen: true };
  const before = new Date(Date.now() - expiry.seconds * 1000 + EXPIRY_MARGIN_MS);
  return {
    ...range,
    withoutFrozen: true,
    expiredBefore: before.toISOString().slice(0, 19).replace('T', ' '),
  };
}

interface Checked {
  readonly differs: boolean;
  readonly documents: readonly Document[];
  readonly frozen: number;
  /** By MariaDB; what replaces personal data is added by this process. */
  readonly digests: ReadonlyMap<Level, Digest>;
}

async function checkRange(
  work: VerifyWork,
  collection: CompiledCollection,
  range: KeyRange & Exceptions,
): Promise<Checked> {
  const documents = await readDocuments(work, collection, range);
  const back = documents.map((document) => ({
    id: String(document['_id']),
    ...mapBack(collection, document),
  }));
  let differs = back.some(({ oddities }) => oddities.length > 0);
  const digests = new Map<Level, Digest>();
  for (const level of levelsOf(collection.root)) {
    const place = { database: work.database, collection, level };
    const rows = back.flatMap(({ id, rows: own }) => (own.get(level) ?? []).map((row) => ({ id, row })));
    const mine = digestRows(rows.map(({ row }) => row));
    const theirs = await digestOnServer(work.source, place, range);
    const guarded = digestGuarded(await readGuarded(work.source, place, range, work.keys));
    const replaced = digestGuarded(
      level.guarded.length === 0 ? [] : rows.map(({ id, row }) => guardedOf(level, id, row)),
    );
    differs ||= mine.rows !== theirs.rows || mine.sum !== theirs.sum || guarded.sum !== replaced.sum;
    digests.set(level, { rows: theirs.rows, sum: theirs.sum + guarded.sum });
  }
  const archivedAt = collection.root.columns.find(({ column }) => column.name === 'archived_at')?.field ?? '';
  const frozen = freezes(collection) ? documents.filter((one) => one[archivedAt] instanceof Date).length : 0;
  return { differs, documents, frozen, digests };
}

function digestGuarded(rows: readonly GuardedRow[]): Digest {
  return digestRows(rows.map(({ id, key, texts }) => ({ texts: [id, ...key, ...texts] })));
}

async function locate(
  work: VerifyWork,
  collection: CompiledCollection,
  range: KeyRange,
): Promise<Difference[]> {
  const middle = await middleOf(work, collection, range);
  if (middle === undefined) return compareRows(work, collection, withExceptions(collection, range));
  const halves: KeyRange[] = [
    { after: range.after, upTo: middle },
    { after: middle, upTo: range.upTo },
  ];
  const differences: Difference[] = [];
  for (const half of halves) {
    if (differences.length >= MOST_DIFFERENCES) break;
    if ((await checkRange(work, collection, withExceptions(collection, half))).differs)
      differences.push(...(await locate(work, collection, half)));
  }
  return differences;
}

/** The key in the middle of a range; undefined if it has few roots, or none: then documents are what is too many. */
async function middleOf(
  { source, database }: VerifyWork,
  collection: CompiledCollection,
  range: KeyRange,
): Promise<string | undefined> {
  const many = await endOfChunk(source, database, collection, { after: range.after, limit: ROOTS_COMPARED });
  if (many === undefined || (range.upTo !== null && BigInt(many) >= BigInt(range.upTo))) return undefined;
  const half = await endOfChunk(source, database, collection, {
    after: range.after,
    limit: ROOTS_A_RANGE / 2,
  });
  if (half !== undefined && (range.upTo === null || BigInt(half) < BigInt(range.upTo))) return half;
  return many;
}
