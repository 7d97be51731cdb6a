import type { Document } from 'mongodb';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { mapBack, type MappedRow } from '../document/map-back.ts';
import { type CompiledCollection, type Level, levelsOf } from '../mapping/compiled-mapping.ts';
import { columnNames, type KeyRange, levelRows } from '../source/level-sql.ts';
import { textColumns } from './digest.ts';

/** One value that is not the same on both sides. */
export interface Difference {
  readonly collection: string;
  /** The `_id` of the document. */
  readonly id: string;
  /** JSON pointer into the document; empty for the whole of it. */
  readonly pointer: string;
  readonly source: string;
  readonly document: string;
}

interface Compared {
  readonly collection: CompiledCollection;
  readonly range: KeyRange;
  readonly documents: readonly Document[];
}

type Texts = readonly (string | null)[];

/** Compares the rows of a small range one by one, each found by its key. */
export async function compareRows(
  session: MariadbConnection,
  database: string,
  { collection, range, documents }: Compared,
): Promise<Difference[]> {
  const back = documents.map((document) => ({
    id: idOf(document),
    ...mapBack(collection.root, document),
  }));
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
    const { from, values, alias, rootKey, orderBy } = levelRows(database, collection, level, range);
    const columns = textColumns(level, alias).map((text, index) => `${text} AS c${index}`);
    const found = await session.query<Record<string, string | null>>(
      `SELECT CAST(${rootKey} AS CHAR) AS root_key, ${columns.join(', ')} ${from} ${orderBy}`,
      values,
    );
    const rows = found.map((row) => ({
      id: row['root_key'] ?? '',
      texts: columns.map((_, index) => row[`c${index}`] ?? null),
    }));
    const mapped = back.flatMap(({ id, rows: own }) => (own.get(level) ?? []).map((row) => ({ id, ...row })));
    differences.push(...compareLevel(collection.name, level, rows, mapped));
  }
  return differences;
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
  const keys = [...level.inherited.map(({ column }) => column.name), ...level.order];
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
