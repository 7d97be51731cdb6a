import type { Document } from 'mongodb';
import { mapBack, type MappedRow } from '../document/map-back.ts';
import { type CompiledCollection, type Level, levelsOf } from '../mapping/compiled-mapping.ts';
import { columnNames, type Exceptions, type KeyRange, levelRows } from '../source/level-sql.ts';
import { type LevelPlace, textColumns } from './digest.ts';
import { type GuardedRow, guardedOf, keyNames, readGuarded } from './guarded-rows.ts';
import { readDocuments } from './read-documents.ts';
import type { Difference, VerifyWork } from './verify-work.ts';

type Texts = readonly (string | null)[];

/** Compares the rows of a small range one by one, each found by its key. */
export async function compareRows(
  work: VerifyWork,
  collection: CompiledCollection,
  range: KeyRange & Exceptions,
): Promise<Difference[]> {
  const documents = await readDocuments(work, collection, range);
  const back = documents.map((document) => ({ id: idOf(document), ...mapBack(collection, document) }));
  const differences: Difference[] = back.flatMap(({ id, oddities }) =>
    oddities.map(({ pointer, message }) => ({
      collection: collection.name,
      id,
      pointer,
      source: 'as mapped',
      document: message,
    })),
  );
  for (const level of levelsOf(collection.root)) {
    const place = { database: work.database, collection, level };
    const rows = await readTexts(work, place, range);
    const mapped = back.flatMap(({ id, rows: own }) => (own.get(level) ?? []).map((row) => ({ id, ...row })));
    differences.push(...compareLevel(collection.name, level, rows, mapped));
    const guarded = await readGuarded(work.source, place, range, work.keys);
    differences.push(...compareGuarded(collection.name, level, guarded, mapped));
  }
  return differences;
}

async function readTexts(
  { source }: VerifyWork,
  place: LevelPlace,
  range: KeyRange & Exceptions,
): Promise<SourceTexts[]> {
  const { from, values, alias, rootKey, orderBy } = levelRows(
    place.database,
    place.collection,
    place.level,
    range,
  );
  const columns = textColumns(place, alias).map((text, index) => `${text} AS c${index}`);
  const found = await source.query<Record<string, string | null>>(
    `SELECT CAST(${rootKey} AS CHAR) AS root_key, ${columns.join(', ')} ${from} ${orderBy}`,
    values,
  );
  return found.map((row) => ({
    id: row['root_key'] ?? '',
    texts: columns.map((_, index) => row[`c${index}`] ?? null),
  }));
}

/** Rows that are on one side alone have been reported with their other columns. No value is shown. */
function compareGuarded(
  collection: string,
  level: Level,
  rows: readonly GuardedRow[],
  mapped: readonly (MappedRow & { readonly id: string })[],
): Difference[] {
  const keyOf = ({ id, key }: GuardedRow) => [id, ...key.map((text) => text ?? 'N')].join('\0');
  const right = new Map(mapped.map((row) => [keyOf(guardedOf(level, row.id, row)), row]));
  return rows.flatMap((row) => {
    const other = right.get(keyOf(row));
    if (other === undefined) return [];
    return level.guarded.flatMap(({ field, guard }, index) => {
      if (row.texts[index] === other.guarded[index]) return [];
      return [
        {
          collection,
          id: row.id,
          pointer: `${other.pointer}/${field}`,
          source: `the value, as ${guard.action}`,
          document: 'another value',
        },
      ];
    });
  });
}

interface SourceTexts {
  readonly id: string;
  readonly texts: Texts;
}

function compareLevel(
  collection: string,
  level: Level,
  rows: readonly SourceTexts[],
  mapped: readonly (MappedRow & { readonly id: string })[],
): Difference[] {
  const names = columnNames(level);
  const keys = keyNames(level);
  const keyOf = ({ id, texts }: SourceTexts) =>
    [id, ...keys.map((name) => texts[names.indexOf(name)] ?? 'N')].join('\0');
  const left = new Map(mapped.map((row) => [keyOf(row), row]));
  const seen = new Set<string>();
  const differences: Difference[] = [];
  for (const row of rows) {
    const other = left.get(keyOf(row));
    seen.add(keyOf(row));
    if (other === undefined) {
      const pointer = level.field === '' ? '' : `/${level.field}`;
      differences.push({
        collection,
        id: row.id,
        pointer,
        source: describeKey(keys, names, row.texts),
        document: 'missing',
      });
    } else {
      differences.push(...compareValues(collection, level, row, other));
    }
  }
  for (const row of mapped.filter(
    (one, index) => !seen.has(keyOf(one)) || mapped.indexOf(left.get(keyOf(one)) ?? one) !== index,
  ))
    differences.push({
      collection,
      id: row.id,
      pointer: row.pointer,
      source: 'no row',
      document: describeKey(keys, names, row.texts),
    });
  return differences;
}

function compareValues(collection: string, level: Level, row: SourceTexts, other: MappedRow): Difference[] {
  return level.columns.flatMap(({ field, type }, index) => {
    const at = level.inherited.length + index;
    const [source, document] = [row.texts[at] ?? null, other.texts[at] ?? null];
    if (source === document) return [];
    const pointer = `${other.pointer}/${field}`;
    return [
      { collection, id: row.id, pointer, source: show(source), document: `${show(document)} (${type.bson})` },
    ];
  });
}

const LONGEST_SHOWN = 60;

function show(text: string | null): string {
  if (text === null) return 'NULL';
  return JSON.stringify(text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text);
}

function describeKey(keys: readonly string[], names: readonly string[], texts: Texts): string {
  return `row ${keys.map((name) => `${name} ${texts[names.indexOf(name)] ?? 'NULL'}`).join(', ')}`;
}

function idOf({ _id }: Document): string {
  return String(_id);
}
