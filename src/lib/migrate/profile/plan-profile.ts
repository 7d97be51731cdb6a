import { compileMapping } from '../mapping/compile-mapping.ts';
import { INTEGERS } from '../mapping/compile-work.ts';
import { mappingSchema } from '../mapping/mapping-schema.ts';
import { documentTypeOf } from '../types/document-type.ts';
import type { TableFacts } from '../types/column-facts.ts';
import type { Relation } from './read-relations.ts';

/** A table and what becomes of it in the proposal. */
export interface ProposedLevel {
  readonly table: string;
  /** Left out, each with the reason. */
  readonly omit: readonly (readonly [column: string, why: string])[];
  /** Personal, or maybe: somebody must decide. */
  readonly decide: readonly (readonly [column: string, proposal: string])[];
  readonly documents: readonly ProposedChild[];
  readonly arrays: readonly ProposedChild[];
}

export interface ProposedChild extends ProposedLevel {
  readonly field: string;
  readonly on: Relation['columns'];
  /** Rows of the parent that has the most. */
  readonly most: number;
}

export interface ProposedCollection extends ProposedLevel {
  readonly name: string;
  readonly key: string;
  readonly references: readonly (readonly [field: string, collection: string])[];
}

export interface Proposal {
  readonly collections: readonly ProposedCollection[];
  /** Tables that no document can hold, each with the reason. */
  readonly skipped: readonly (readonly [table: string, why: string])[];
}

type Tables = ReadonlyMap<string, TableFacts>;

/** More elements than these are better off in a collection of their own. */
const MOST_EMBEDDED = 1000;

/**
 * A mapping for undescribed tables: what belongs to one parent alone is embedded there, all else becomes a
 * collection. What personal data becomes is proposed, never decided.
 */
export function planProfile(tables: Tables, relations: readonly Relation[]): Proposal {
  const owners = new Map<string, Relation>();
  for (const table of tables.values()) {
    const owner = ownerOf(table, tables, relations, owners);
    if (owner !== undefined) owners.set(table.name, owner);
  }
  const skipped: (readonly [string, string])[] = [];
  const roots = [...tables.values()].filter((table) => {
    if (owners.has(table.name)) return false;
    const why = problemOfRoot(table);
    if (why !== undefined) skipped.push([table.name, why]);
    return why === undefined;
  });
  const rootNames = new Set(roots.map(({ name }) => name));
  const collections = roots.map((table) => ({
    name: table.name,
    key: keyOf(table) ?? '',
    references: referencesOf(table, relations, rootNames, tables),
    ...levelOf(table, { tables, owners }),
  }));
  return { collections, skipped };
}

/** The one parent that a table's rows belong to; undefined if they stand on their own, or could not be embedded. */
function ownerOf(
  table: TableFacts,
  tables: Tables,
  relations: readonly Relation[],
  owners: ReadonlyMap<string, Relation>,
): Relation | undefined {
  const primary = table.indexes.find(({ name }) => name === 'PRIMARY')?.columns ?? [];
  const others = relations.filter((one) => one.table === table.name && one.parent !== table.name);
  const isReferred = relations.some((one) => one.parent === table.name && !isIdentifying(one, tables));
  const candidates = others
    .filter((one) => one.most <= MOST_EMBEDDED && !isAncestor(table.name, one.parent, owners))
    .filter(
      (one) =>
        one.columns.every(([own]) => primary.includes(own)) ||
        (others.length === 1 && !isReferred && isRequired(table, one)),
    )
    .filter((one) => canEmbed(one, tables));
  // Of two parents, the one with the shorter arrays.
  return candidates.toSorted((left, right) => left.most - right.most)[0];
}

function isIdentifying({ table, columns }: Relation, tables: Tables): boolean {
  const primary = tables.get(table)?.indexes.find(({ name }) => name === 'PRIMARY')?.columns ?? [];
  return columns.every(([own]) => primary.includes(own));
}

function isRequired(table: TableFacts, { columns }: Relation): boolean {
  return columns.every(([own]) => table.columns.some(({ name, isNullable }) => name === own && !isNullable));
}

function isAncestor(name: string, of: string, owners: ReadonlyMap<string, Relation>): boolean {
  let above: string | undefined = of;
  while (above !== undefined) {
    if (above === name) return true;
    above = owners.get(above)?.parent;
  }
  return false;
}

/** Asks what refuses mappings, apart from personal data: that is decided later. */
function canEmbed({ table, parent, columns }: Relation, tables: Tables): boolean {
  const [own, above] = [tables.get(table), tables.get(parent)];
  if (own === undefined || above === undefined) return false;
  const key = keyOf(above) ?? above.columns.find(({ dataType }) => INTEGERS.has(dataType))?.name;
  if (key === undefined) return false;
  const stub = { ...above, indexes: [...above.indexes, { name: 'stub', isUnique: true, columns: [key] }] };
  const keyed = {
    ...stub,
    columns: stub.columns.map((one) => (one.name === key ? { ...one, isNullable: false } : one)),
  };
  const isDocument = isSingle(own, columns);
  const child = { table, on: Object.fromEntries(columns), omit: omitted(own).map(([name]) => name) };
  const mapping = mappingSchema.safeParse({
    mapping: 'profile',
    title: 'profile',
    collections: {
      root: {
        table: parent,
        key,
        omit: omitted(above).map(([name]) => name),
        [isDocument ? 'documents' : 'arrays']: { child },
      },
    },
  });
  if (!mapping.success) return false;
  const facts = new Map([own, keyed].map((one) => [one.name, { ...one, personal: new Set<string>() }]));
  const { remarks = [] } = compileMapping(mapping.data, facts);
  return !remarks.some(({ path }) => path.includes('child'));
}

function isSingle({ indexes }: TableFacts, columns: Relation['columns']): boolean {
  const own = new Set(columns.map(([name]) => name));
  return indexes.some(({ isUnique, columns: of }) => isUnique && of.every((name) => own.has(name)));
}

/** An integer with a unique index of its own: the primary key if it can be. */
function keyOf({ columns, indexes }: TableFacts): string | undefined {
  const single = indexes
    .filter((index) => index.isUnique && index.columns.length === 1)
    .toSorted((left, right) => Number(right.name === 'PRIMARY') - Number(left.name === 'PRIMARY'))
    .map((index) => index.columns[0]);
  return single.find((name) =>
    columns.some((one) => one.name === name && !one.isNullable && INTEGERS.has(one.dataType)),
  );
}

function problemOfRoot(table: TableFacts): string | undefined {
  if (table.engine !== 'InnoDB') return `${table.engine}: a snapshot covers InnoDB tables alone`;
  return keyOf(table) === undefined ? 'no integer column has a unique index of its own' : undefined;
}

function referencesOf(
  table: TableFacts,
  relations: readonly Relation[],
  roots: ReadonlySet<string>,
  tables: Tables,
): [string, string][] {
  return relations.flatMap(({ table: from, parent, columns: [first, ...more] }) => {
    if (from !== table.name || !roots.has(parent) || first === undefined || more.length > 0) return [];
    const [own, above] = first;
    const target = tables.get(parent);
    const types = [table, target].map((one, index) => {
      const column = one?.columns.find(({ name }) => name === (index === 0 ? own : above));
      const type = column === undefined ? '' : documentTypeOf(column);
      return typeof type === 'string' ? undefined : type.bson;
    });
    const isKey = target !== undefined && keyOf(target) === above;
    // The key itself is called _id in the document.
    return isKey && types[0] !== undefined && types[0] === types[1] && own !== keyOf(table)
      ? [[own, parent] as [string, string]]
      : [];
  });
}

interface Whole {
  readonly tables: Tables;
  readonly owners: ReadonlyMap<string, Relation>;
}

function levelOf(table: TableFacts, whole: Whole, on: readonly string[] = []): ProposedLevel {
  const children = [...whole.owners].flatMap(([name, relation]) => {
    const own = whole.tables.get(name);
    if (relation.parent !== table.name || own === undefined) return [];
    const joined = relation.columns.map(([column]) => column);
    return [
      {
        field: name,
        on: relation.columns,
        most: relation.most,
        isDocument: isSingle(own, relation.columns),
        ...levelOf(own, whole, joined),
      },
    ];
  });
  const omit = omitted(table).filter(([name]) => !on.includes(name));
  const isLeft = new Set([...on, ...omit.map(([name]) => name)]);
  return {
    table: table.name,
    omit,
    decide: [...table.personal]
      .filter((name) => !isLeft.has(name))
      .map((name) => [name, propose(table, name)] as const),
    documents: children.filter(({ isDocument }) => isDocument),
    arrays: children.filter(({ isDocument }) => !isDocument),
  };
}

function omitted(table: TableFacts): (readonly [string, string])[] {
  return table.columns.flatMap((column) => {
    const type = documentTypeOf(column);
    return typeof type === 'string' ? [[column.name, type] as const] : [];
  });
}

/** By the name of a column, as people name them; a guess that somebody must confirm. */
function propose(table: TableFacts, name: string): string {
  const type = table.columns.find((column) => column.name === name)?.dataType ?? '';
  if (/birth|born/i.test(name) && /^(date|datetime|timestamp)$/.test(type)) return 'year';
  if (/e?mail|phone|login|user_?name|ssn|iban|card|account/i.test(name)) return 'token';
  if (/name|street|address|post|zip|city|(?:^|_)ip(?:_|$)|secret|note|comment|password|picture/i.test(name))
    return 'drop';
  return 'none';
}
