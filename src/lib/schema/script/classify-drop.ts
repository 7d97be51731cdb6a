import { readIndex } from './classify-create.ts';
import { readObject, readObjects, skipWait } from './read-name.ts';
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

const TABLE_WORDS = new Set(['TABLE', 'TABLES']);

/** What follows the word DROP. */
export function classifyDrop(reader: StatementReader): StatementClass {
  const { temporary } = readModifiers(reader);
  const isAccount = takeAccountType(reader);
  const type = isAccount ? undefined : readObjectType(reader);
  const ifExists = reader.take('IF', 'EXISTS');
  if (isAccount) return account(ifExists);
  if (type === undefined) return UNKNOWN;
  if (temporary) return ddl([], ifExists);
  if (type !== 'index') return dropped(readObjects(reader, type), ifExists);
  const index = readIndex(reader);
  return index === undefined ? UNKNOWN : dropped([index], ifExists);
}

function dropped(objects: readonly SqlObject[], ifExists: boolean): StatementClass {
  return objects.length === 0 ? UNKNOWN : ddl(objects, ifExists);
}

/** What follows the word RENAME. */
export function classifyRename(reader: StatementReader): StatementClass {
  if (reader.take('USER')) return account(false);
  if (reader.takeOneOf(TABLE_WORDS) === undefined) return UNKNOWN;
  const ifExists = reader.take('IF', 'EXISTS');
  const objects: SqlObject[] = [];
  do {
    const [from, to] = readRenaming(reader);
    if (from === undefined || to === undefined) return UNKNOWN;
    objects.push(from, to);
  } while (reader.take(','));
  // Tables that change places may look the same before and after, and running it again would change them back.
  const names = new Set(objects.map(({ schema, name }) => JSON.stringify([schema, name])));
  return names.size < objects.length ? untraceable(objects) : ddl(objects, ifExists);
}

function readRenaming(reader: StatementReader): [SqlObject | undefined, SqlObject | undefined] {
  const from = readObject(reader, 'table');
  skipWait(reader);
  return [from, reader.take('TO') ? readObject(reader, 'table') : undefined];
}

/** What follows the word TRUNCATE. Rows that came after it would be lost if it ran twice. */
export function classifyTruncate(reader: StatementReader): StatementClass {
  reader.takeOneOf(TABLE_WORDS);
  return untraceable(readObjects(reader, 'table'));
}
