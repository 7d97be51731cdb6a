import { AetherError } from '../core/errors.ts';
import type { MariadbConnection } from '../infra/mariadb/connection.ts';
import { quoteName, quoteQualified } from '../infra/mariadb/identifiers.ts';
import { buildDocuments } from './document/build-documents.ts';
import { type CompiledCollection, levelsOf, notCovered } from './mapping/compiled-mapping.ts';
import { type MigrateContext, type Migration, openMigration } from './open-migration.ts';
import { sizeOf } from './document/document-size.ts';
import { endOfChunk, inSnapshot, readRows } from './source/read-rows.ts';

export interface CollectionPlan {
  readonly collection: string;
  readonly roots: number;
  /** The tables, the root first, with the index by which rows are found. */
  readonly tables: readonly { readonly table: string; readonly index: string }[];
  readonly sampled: number;
  /** Of the sampled documents; null if there are none. */
  readonly bytes: { readonly p50: number; readonly p99: number; readonly max: number } | null;
  /** Elements of the longest array in the sample. */
  readonly longest_array: number;
  /** What the whole collection takes before compression, from the sample. */
  readonly forecast_bytes: number;
  readonly warnings: readonly string[];
}

export interface MigrationPlan {
  readonly mapping: string;
  readonly collections: readonly CollectionPlan[];
  readonly not_covered: readonly string[];
}

const SAMPLES = 10;
const ROOTS_A_SAMPLE = 100;
/** MongoDB's schema design advice: arrays without a bound belong into a collection of their own. */
const LONG_ARRAY = 1000;
const LARGE_DOCUMENT = 1024 * 1024;

/** What a run would make: sampled documents, made as a run makes them, and what speaks against it. Changes nothing. */
export async function planMigration(context: MigrateContext, mapping: string): Promise<MigrationPlan> {
  await using migration = await openMigration(context, mapping);
  const { source, collections } = migration;
  return await inSnapshot(source, async () => {
    const plans: CollectionPlan[] = [];
    for (const collection of collections) plans.push(await planCollection(migration, collection));
    const not_covered = [...new Set(collections.flatMap((one) => notCovered(one)))];
    return { mapping: migration.name, collections: plans, not_covered };
  });
}

async function planCollection(
  { source, databases, keys }: Migration,
  collection: CompiledCollection,
): Promise<CollectionPlan> {
  const { roots, starts } = await sampleStarts(source, databases.data, collection);
  const documents: Record<string, unknown>[] = [];
  const refused: string[] = [];
  for (const after of starts) {
    const upTo = await endOfChunk(source, databases.data, collection, { after, limit: ROOTS_A_SAMPLE });
    if (upTo === undefined) break;
    try {
      documents.push(
        ...buildDocuments(
          collection,
          await readRows(source, databases.data, collection, { after, upTo }),
          keys,
        ),
      );
    } catch (thrown) {
      if (!(thrown instanceof AetherError) || thrown.code !== 'MIGRATE_VALUE_REFUSED') throw thrown;
      refused.push(`refused: ${thrown.message}`);
    }
  }
  const sizes = documents.map((document) => sizeOf(collection.name, document)).toSorted((a, b) => a - b);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const longest = documents.reduce((most, document) => Math.max(most, longestArray(document)), 0);
  const largest = sizes.at(-1) ?? 0;
  return {
    collection: collection.name,
    roots,
    tables: levelsOf(collection.root).map(({ table, index }) => ({ table, index })),
    sampled: sizes.length,
    bytes: sizes.length === 0 ? null : { p50: at(sizes, 0.5), p99: at(sizes, 0.99), max: largest },
    longest_array: longest,
    forecast_bytes: sizes.length === 0 ? 0 : Math.round((total / sizes.length) * roots),
    warnings: [...refused, ...warningsOf(collection, longest, largest)],
  };
}

function warningsOf(collection: CompiledCollection, longest: number, largest: number): string[] {
  return [
    ...(longest > LONG_ARRAY ? [`an array of ${longest} elements`] : []),
    ...(largest > LARGE_DOCUMENT ? ['documents over 1 MiB'] : []),
    ...(collection.dropped.length > 0 ? [`left out as personal: ${collection.dropped.join(', ')}`] : []),
    ...(collection.replaced.length > 0 ? [`personal, replaced: ${collection.replaced.join(', ')}`] : []),
    ...(collection.kept.length > 0 ? [`personal, kept as it is: ${collection.kept.join(', ')}`] : []),
  ];
}

/** Keys spread evenly over those that there are, each the begin of a sample. */
async function sampleStarts(
  source: MariadbConnection,
  database: string,
  { root, key }: CompiledCollection,
): Promise<{ readonly roots: number; readonly starts: (string | null)[] }> {
  const name = quoteName(key);
  const [row] = await source.query<{ roots: number; low: string | null; high: string | null }>(
    `SELECT CAST(COUNT(*) AS DOUBLE) AS roots, CAST(MIN(${name}) AS CHAR) AS low, CAST(MAX(${name}) AS CHAR) AS high
     FROM ${quoteQualified(database, root.table)}`,
  );
  const roots = row?.roots ?? 0;
  if (roots === 0 || row === undefined || row.low === null || row.high === null) return { roots, starts: [] };
  if (roots <= SAMPLES * ROOTS_A_SAMPLE) {
    const starts: (string | null)[] = [null];
    for (;;) {
      const after = starts.at(-1) ?? null;
      const end = await endOfChunk(source, database, { root, key } as CompiledCollection, {
        after,
        limit: ROOTS_A_SAMPLE,
      });
      if (end === undefined || end === row.high) return { roots, starts };
      starts.push(end);
    }
  }
  const [low, high] = [BigInt(row.low), BigInt(row.high)];
  const spread = Array.from(
    { length: SAMPLES },
    (_, index) => low + ((high - low) * BigInt(index)) / BigInt(SAMPLES),
  );
  return { roots, starts: [null, ...spread.slice(1).map(String)] };
}

function longestArray(value: unknown): number {
  if (Array.isArray(value)) return Math.max(value.length, ...value.map((element) => longestArray(element)));
  if (typeof value !== 'object' || value === null || '_bsontype' in value || value instanceof Date) return 0;
  return Math.max(0, ...Object.values(value).map((element) => longestArray(element)));
}

function at(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}
