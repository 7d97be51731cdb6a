import { readName, readObject, skipWait } from './read-name.ts';
import { readModifiers, readObjectType, takeAccountType } from './read-object-type.ts';
import {
  account,
  ddl,
  type SqlObject,
  type StatementClass,
  UNKNOWN,
  untraceable,
} from './statement-class.ts';
import type { StatementReader } from './statement-reader.ts';

/** First words of ALTER DATABASE without a name, which means the current one. */
const DATABASE_OPTIONS = new Set(['DEFAULT', 'CHARACTER', 'CHARSET', 'COLLATE', 'COMMENT']);

/** After RENAME these rename a part of the table, not the table. */
const TABLE_PARTS = new Set(['COLUMN', 'INDEX', 'KEY']);

/** Before PARTITION or TABLESPACE these change rows or files, which no definition shows. */
const UNTRACEABLE = new Set(['TRUNCATE', 'EXCHANGE', 'IMPORT', 'DISCARD']);

/** What follows the word ALTER. */
export function classifyAlter(reader: StatementReader): StatementClass {
  readModifiers(reader);
  if (takeAccountType(reader)) return account(true);
  const type = readObjectType(reader);
  reader.take('IF', 'EXISTS');
  if (type === undefined) return UNKNOWN;
  if (type === 'database' && DATABASE_OPTIONS.has(reader.peek()?.word ?? '')) return ddl([], true);
  const object = readObject(reader, type);
  if (object === undefined) return UNKNOWN;
  if (type === 'table') return classifyClauses(reader, object);
  if (type === 'event') return classifyEvent(reader, object);
  if (type === 'sequence') return contains(reader, 'RESTART') ? untraceable([object]) : ddl([object], false);
  // The others say what shall be, not what shall change.
  return ddl([object], true);
}

function classifyEvent(reader: StatementReader, object: SqlObject): StatementClass {
  while (reader.peek() !== undefined && reader.peek()?.word !== 'DO') {
    if (!reader.take('RENAME', 'TO')) reader.next();
    else {
      const renamed = readObject(reader, 'event');
      return renamed === undefined ? UNKNOWN : ddl([object, renamed], false);
    }
  }
  return ddl([object], false);
}

/** The clauses of ALTER TABLE: does one of them touch another table, or change what no definition shows? */
function classifyClauses(reader: StatementReader, table: SqlObject): StatementClass {
  const objects = [table];
  skipWait(reader);
  let depth = 0;
  let startsClause = true;
  while (reader.peek() !== undefined) {
    if (startsClause && isUntraceable(reader)) return untraceable(objects);
    const other = startsClause ? readOtherTable(reader) : undefined;
    if (other !== undefined) objects.push(other);
    const { text, kind } = reader.next() ?? { text: '', kind: 'invalid' };
    if (kind === 'punctuation') depth += Number(text === '(') - Number(text === ')');
    startsClause = kind === 'punctuation' && text === ',' && depth === 0;
  }
  return ddl(objects, false);
}

/** Rows that came after TRUNCATE would be lost; EXCHANGE would change places again. */
function isUntraceable(reader: StatementReader): boolean {
  const what = reader.peek(1)?.word;
  return UNTRACEABLE.has(reader.peek()?.word ?? '') && (what === 'PARTITION' || what === 'TABLESPACE');
}

/** The table that comes into being, or goes, by this clause. */
function readOtherTable(reader: StatementReader): SqlObject | undefined {
  if (reader.take('RENAME')) {
    if (TABLE_PARTS.has(reader.peek()?.word ?? '')) return undefined;
    if (!reader.take('TO') && !reader.take('AS')) reader.take('=');
    return readObject(reader, 'table');
  }
  if (reader.take('CONVERT', 'TABLE')) return readObject(reader, 'table');
  if (!reader.take('CONVERT', 'PARTITION')) return undefined;
  readName(reader);
  return reader.take('TO', 'TABLE') ? readObject(reader, 'table') : undefined;
}

function contains(reader: StatementReader, word: string): boolean {
  for (let lexeme = reader.next(); lexeme !== undefined; lexeme = reader.next()) {
    if (lexeme.word === word) return true;
  }
  return false;
}
