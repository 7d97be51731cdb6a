import type { MariadbConnection } from '../../../infra/mariadb/connection.ts';
import { quoteName, quoteQualified } from '../../../infra/mariadb/identifiers.ts';
import type { Input } from '../../input/input.ts';
import { type SelfReference, selfReferences } from '../../target/self-references.ts';
import { loadStatement, type LoadDestination } from '../load-statement.ts';
import type { ParentLink } from './arrange-rows.ts';

/** The keys of a table to itself, and what the rows of a file have of them. */
export interface FamilyTree {
  readonly database: string;
  /** Quoted and qualified. */
  readonly table: string;
  /** Keys of which the file has every child column. */
  readonly references: readonly SelfReference[];
}

/** The tree of the table that a file goes straight into; undefined for a staged file. */
export async function familyTree(
  connection: MariadbConnection,
  database: string,
  { spec, columns }: Pick<Input, 'spec' | 'columns'>,
): Promise<FamilyTree | undefined> {
  const { into } = spec;
  if (into === undefined) return undefined;
  const loaded = new Set(columns.map((column) => column.spec.name.toLowerCase()));
  const references = (await selfReferences(connection, { database, table: into })).filter(({ pairs }) =>
    pairs.every(({ child }) => loaded.has(child.toLowerCase())),
  );
  return { database, table: quoteQualified(database, into), references };
}

/**
 * Finds the rows whose parent is not in the table, and the rows among the same ones that may be it: for each foreign key
 * its links. The server compares, in the collation of the table. Changes nothing but a temporary table of the session.
 */
export async function findParents(
  connection: MariadbConnection,
  { database, table, references }: FamilyTree,
  { destination, blocks }: { readonly destination: LoadDestination; readonly blocks: readonly Buffer[] },
): Promise<ParentLink[][]> {
  if (references.length === 0) return [];
  const loaded = new Set(destination.columns.map(({ name }) => name.toLowerCase()));
  const keys = quoteQualified(database, '_aether_keys');
  const columns = keyColumns(references, loaded);
  const isWhole = (reference: SelfReference) =>
    reference.pairs.every(({ parent }) => loaded.has(parent.toLowerCase()));
  const indexes = references.flatMap((reference, index) => {
    const parents = reference.pairs.map(({ parent }) => quoteName(parent));
    return isWhole(reference) ? [`KEY ${indexName(index)} (${parents.join(', ')})`] : [];
  });
  const definitions = [
    '_file BIGINT UNSIGNED NOT NULL',
    '_record BIGINT UNSIGNED NOT NULL PRIMARY KEY',
    ...Array.from(columns.values(), ({ name, definition }) => `${quoteName(name)} ${definition} NULL`),
    ...indexes,
  ];
  await connection.run(`DROP TEMPORARY TABLE IF EXISTS ${keys}`);
  await connection.run(`CREATE TEMPORARY TABLE ${keys} (${definitions.join(', ')}) ENGINE=InnoDB`);
  const toKeys = {
    table: keys,
    columns: destination.columns.map((column) => ({
      ...column,
      isSkipped: !columns.has(column.name.toLowerCase()),
    })),
    staged: true,
  };
  // Warnings mean nothing here: the rows themselves are still to be loaded, and only then judged.
  await connection.load(loadStatement(toKeys, 0), blocks);
  const links: ParentLink[][] = [];
  for (const [index, reference] of references.entries()) {
    const here = isWhole(reference) ? indexName(index) : undefined;
    links.push(await connection.query<ParentLink>(linksSelect({ keys, table, reference, here })));
  }
  await connection.run(`DROP TEMPORARY TABLE ${keys}`);
  return links;
}

/** The columns of the keys that the file has, by name in lower case. */
function keyColumns(references: readonly SelfReference[], loaded: ReadonlySet<string>) {
  const columns = new Map<string, { readonly name: string; readonly definition: string }>();
  const add = (name: string, definition: string) => {
    if (loaded.has(name.toLowerCase())) columns.set(name.toLowerCase(), { name, definition });
  };
  for (const { child, parent, ...types } of references.flatMap(({ pairs }) => pairs)) {
    add(child, types.childType);
    add(parent, types.parentType);
  }
  return columns;
}

interface Linking {
  readonly keys: string;
  readonly table: string;
  readonly reference: SelfReference;
  /** Index of the rows, if they have the columns that are referred to. */
  readonly here: string | undefined;
}

const indexName = (reference: number) => `ix_${reference}`;

/** Indexes are forced: of tables that were just filled the optimizer knows nothing, and would compare each with each. */
function linksSelect({ keys, table, reference: { parentKey, pairs }, here }: Linking): string {
  const on = (alias: string) =>
    pairs.map(({ child, parent }) => `${alias}.${quoteName(parent)} = c.${quoteName(child)}`).join(' AND ');
  const beside = here === undefined ? '' : `LEFT JOIN ${keys} AS p FORCE INDEX (${here}) ON ${on('p')}\n`;
  const [first] = pairs;
  return (
    `SELECT CAST(c._record AS DOUBLE) AS record, ${here === undefined ? 'NULL' : 'CAST(p._record AS DOUBLE)'} AS parent\n` +
    `FROM ${keys} AS c\nLEFT JOIN ${table} AS t FORCE INDEX (${quoteName(parentKey)}) ON ${on('t')}\n${beside}` +
    `WHERE ${pairs.map(({ child }) => `c.${quoteName(child)} IS NOT NULL`).join(' AND ')} AND t.${quoteName(first?.parent ?? '')} IS NULL`
  );
}
