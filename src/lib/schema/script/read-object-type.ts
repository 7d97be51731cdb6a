import { skipAccount } from './read-name.ts';
import type { SqlObject } from './statement-class.ts';
import type { StatementReader } from './statement-reader.ts';

/** What stands between CREATE, ALTER or DROP and the kind of object. */
export interface Modifiers {
  readonly orReplace: boolean;
  readonly temporary: boolean;
}

const TYPES: ReadonlyMap<string, SqlObject['type']> = new Map([
  ['TABLE', 'table'],
  ['TABLES', 'table'],
  ['VIEW', 'view'],
  ['TRIGGER', 'trigger'],
  ['PROCEDURE', 'procedure'],
  ['FUNCTION', 'function'],
  ['SEQUENCE', 'sequence'],
  ['EVENT', 'event'],
  ['INDEX', 'index'],
  ['DATABASE', 'database'],
  ['SCHEMA', 'database'],
]);

const PLAIN_MODIFIERS = new Set([
  'AGGREGATE',
  'UNIQUE',
  'FULLTEXT',
  'SPATIAL',
  'VECTOR',
  'ONLINE',
  'OFFLINE',
  'IGNORE',
]);

export function readModifiers(reader: StatementReader): Modifiers {
  let orReplace = false;
  let temporary = false;
  for (;;) {
    if (reader.take('OR', 'REPLACE')) orReplace = true;
    else if (reader.take('TEMPORARY')) temporary = true;
    else if (reader.take('DEFINER', '=')) skipAccount(reader);
    else if (reader.take('ALGORITHM', '=') || reader.take('SQL', 'SECURITY')) reader.next();
    else if (reader.takeOneOf(PLAIN_MODIFIERS) === undefined) return { orReplace, temporary };
  }
}

/** Steps over TABLE, VIEW, …; undefined for kinds of objects that have no fingerprint. */
export function readObjectType(reader: StatementReader): SqlObject['type'] | undefined {
  const type = TYPES.get(reader.peek()?.word ?? '');
  if (type !== undefined) reader.next();
  return type;
}

/** `USER` or `ROLE` after CREATE, ALTER or DROP. */
export function takeAccountType(reader: StatementReader): boolean {
  return reader.take('USER') || reader.take('ROLE');
}
