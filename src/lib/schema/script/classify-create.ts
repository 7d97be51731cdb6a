import { readName, readObject } from './read-name.ts';
import { type Modifiers, readModifiers, readObjectType, takeAccountType } from './read-object-type.ts';
import {
  account,
  ddl,
  type SqlObject,
  type StatementClass,
  UNKNOWN,
  untraceable,
} from './statement-class.ts';
import type { StatementReader } from './statement-reader.ts';

/** Replacing one of these removes what was in it, and its definition may well be the same before and after. */
const HOLDS_DATA: ReadonlySet<SqlObject['type']> = new Set(['table', 'sequence', 'database']);

/** What follows the word CREATE. */
export function classifyCreate(reader: StatementReader): StatementClass {
  const modifiers = readModifiers(reader);
  const isAccount = takeAccountType(reader);
  const type = isAccount ? undefined : readObjectType(reader);
  const ifNotExists = reader.take('IF', 'NOT', 'EXISTS');
  if (isAccount) return account(modifiers.orReplace || ifNotExists);
  if (type === undefined) return UNKNOWN;
  const object = type === 'index' ? readIndex(reader) : readObject(reader, type);
  if (object === undefined) return UNKNOWN;
  return classifyObject(reader, object, { ...modifiers, ifNotExists });
}

function classifyObject(
  reader: StatementReader,
  object: SqlObject,
  { orReplace, temporary, ifNotExists }: Modifiers & { readonly ifNotExists: boolean },
): StatementClass {
  // It dies with its session, so that a new session may make it again; what was put into it is gone, however.
  if (temporary) return ddl([], true);
  if (orReplace && HOLDS_DATA.has(object.type)) return untraceable([object]);
  if (object.type === 'table' && fillsFromQuery(reader)) return untraceable([object]);
  if (object.type === 'function' && isPlugin(reader)) return UNKNOWN;
  return ddl([object], orReplace || ifNotExists);
}

/** `name [USING BTREE] ON table`, as CREATE INDEX and DROP INDEX have it. */
export function readIndex(reader: StatementReader): SqlObject | undefined {
  const index = readName(reader);
  if (reader.take('USING')) reader.next();
  const table = reader.take('ON') ? readName(reader) : undefined;
  if (index === undefined || table === undefined) return undefined;
  const schema = table.schema === undefined ? {} : { schema: table.schema };
  return { type: 'index', ...schema, name: index.name, on: table.name };
}

/**
 * CREATE TABLE … SELECT or VALUES (…): on Galera the table may stay behind without its rows, and looks finished.
 * A partition has VALUES LESS THAN or VALUES IN.
 */
function fillsFromQuery(reader: StatementReader): boolean {
  for (let lexeme = reader.next(); lexeme !== undefined; lexeme = reader.next()) {
    if (lexeme.word === 'SELECT' || (lexeme.word === 'VALUES' && reader.peek()?.text === '(')) return true;
  }
  return false;
}

/** `RETURNS type SONAME 'library'`: a function of the server's, which SHOW CREATE FUNCTION does not know. */
function isPlugin(reader: StatementReader): boolean {
  return reader.take('RETURNS') && reader.peek(1)?.word === 'SONAME';
}
