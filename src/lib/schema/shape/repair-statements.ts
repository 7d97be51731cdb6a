import type { Databases } from '../../infra/config/databases.ts';
import { quoteName, quoteQualified } from '../../infra/mariadb/identifiers.ts';
import { inDatabases } from '../repeatable/in-databases.ts';
import type { Difference } from './compare-shapes.ts';
import { kindOf, nameOf, type TableShape } from './table-shape.ts';

/** The statements that make a part as it was recorded. */
export interface Repair {
  readonly statements: readonly string[];
  /** Values or rows are gone after them. */
  readonly destroysData: boolean;
}

type Clauses = readonly (readonly string[])[];

/** `shape`: the table as it was recorded. */
export function repairOf(difference: Difference, shape: TableShape, databases: Databases): Repair {
  const table = quoteQualified(databases[shape.database], shape.table);
  const { part, state } = difference;
  const destroysData = state === 'extra' && ['column', 'option system versioning'].includes(lossyKind(part));
  if (part === 'table')
    return { statements: [inDatabases(createTable(table, shape), databases)], destroysData };
  if (kindOf(part) === 'trigger')
    return { statements: triggerStatements(difference, databases), destroysData };
  const statements = clausesOf(difference, shape).map(
    (clauses) => `ALTER TABLE ${table} ${clauses.join(', ')}`,
  );
  return { statements: statements.map((statement) => inDatabases(statement, databases)), destroysData };
}

function lossyKind(part: string): string {
  return part === 'option system versioning' ? part : kindOf(part);
}

/** Without its triggers, which are parts of their own. */
function createTable(table: string, { parts }: TableShape): string {
  const all = Object.entries(parts);
  const isOf = (...kinds: string[]) => all.filter(([part]) => kinds.includes(kindOf(part)));
  const inside = all.filter(([part]) => !['option', 'partitioning', 'trigger'].includes(kindOf(part)));
  const lines = inside.map(([, text]) => `  ${text}`);
  const after = isOf('option', 'partitioning').map(([, text]) => text);
  return `CREATE TABLE ${table} (\n${lines.join(',\n')}\n) ${after.join(' ')}`;
}

function triggerStatements({ database, part, state, expected }: Difference, databases: Databases): string[] {
  const use = `USE ${quoteName(databases[database])}`;
  if (state === 'extra' || expected === null)
    return [use, `DROP TRIGGER IF EXISTS ${quoteName(nameOf(part))}`];
  return [use, inDatabases(expected.replace(/^CREATE (?=DEFINER)/, 'CREATE OR REPLACE '), databases)];
}

/** The clauses of one ALTER TABLE after the other. */
function clausesOf(difference: Difference, shape: TableShape): Clauses {
  const { part, state, expected } = difference;
  const kind = kindOf(part);
  if (kind === 'column') return [[columnClause(difference, shape)]];
  if (kind === 'option') return [[optionClause(part, expected)]];
  if (kind === 'partitioning') return [[expected ?? 'REMOVE PARTITIONING']];
  const drop = dropClause(kind, nameOf(part));
  if (state === 'extra' || expected === null) return [[drop]];
  if (state === 'missing') return [[`ADD ${expected}`]];
  // InnoDB refuses a foreign key of the same name in the statement that drops it (121).
  return kind === 'foreign key' ? [[drop], [`ADD ${expected}`]] : [[drop, `ADD ${expected}`]];
}

function columnClause({ part, state, expected }: Difference, { parts }: TableShape): string {
  if (expected === null) return `DROP COLUMN IF EXISTS ${quoteName(nameOf(part))}`;
  if (state === 'changed') return `MODIFY COLUMN ${expected}`;
  const columns = Object.keys(parts).filter((other) => kindOf(other) === 'column');
  const before = columns[columns.indexOf(part) - 1];
  const place = before === undefined ? 'FIRST' : `AFTER ${quoteName(nameOf(before))}`;
  return `${state === 'missing' ? 'ADD' : 'MODIFY'} COLUMN ${expected} ${place}`;
}

function optionClause(part: string, expected: string | null): string {
  if (part === 'option system versioning') return `${expected === null ? 'DROP' : 'ADD'} SYSTEM VERSIONING`;
  if (expected !== null) return expected;
  const name = nameOf(part).toUpperCase();
  return name === 'COMMENT' ? "COMMENT=''" : `${name}=DEFAULT`;
}

function dropClause(kind: string, name: string): string {
  if (kind === 'primary key') return 'DROP PRIMARY KEY';
  if (kind === 'period') return `DROP PERIOD FOR ${name}`;
  const what = { index: 'KEY', 'foreign key': 'FOREIGN KEY' }[kind] ?? 'CONSTRAINT';
  return `DROP ${what} IF EXISTS ${quoteName(name)}`;
}

const ORDER: readonly ((difference: Difference) => boolean)[] = [
  ({ part, state }) => state === 'extra' && ['foreign key', 'check', 'trigger'].includes(kindOf(part)),
  ({ part }) => part === 'table',
  ({ part }) => kindOf(part) === 'option',
  ({ part, state }) => kindOf(part) === 'column' && state !== 'extra',
  ({ part, state }) => ['primary key', 'index', 'period'].includes(kindOf(part)) && state !== 'extra',
  ({ part }) => ['primary key', 'index', 'period'].includes(kindOf(part)),
  ({ part }) => kindOf(part) === 'column',
  ({ part }) => kindOf(part) === 'partitioning',
  ({ part }) => kindOf(part) === 'check',
  ({ part }) => kindOf(part) === 'foreign key',
  () => true,
];

/** In the order in which the statements can be run: an index after its columns, a foreign key after the index. */
export function inRepairOrder(differences: readonly Difference[]): Difference[] {
  const rank = (difference: Difference) => ORDER.findIndex((isOfRank) => isOfRank(difference));
  return differences.toSorted((left, right) => rank(left) - rank(right));
}
