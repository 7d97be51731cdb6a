import type { SqlObject } from './statement-class.ts';
import type { Lexeme, StatementReader } from './statement-reader.ts';

const NAME_KINDS: ReadonlySet<string> = new Set(['word', 'name', 'number']);

/** `name` or `schema.name`, quoted or not; undefined where there is none. */
export function readName(reader: StatementReader): { schema?: string; name: string } | undefined {
  const first = readPart(reader);
  if (first === undefined) return undefined;
  if (!reader.take('.')) return { name: first };
  const second = readPart(reader);
  return second === undefined ? undefined : { schema: first, name: second };
}

export function readObject(reader: StatementReader, type: SqlObject['type']): SqlObject | undefined {
  const name = readName(reader);
  return name === undefined ? undefined : { type, ...name };
}

/** `a, b.c, d`; empty where one of them cannot be read. */
export function readObjects(reader: StatementReader, type: SqlObject['type']): SqlObject[] {
  const objects: SqlObject[] = [];
  do {
    const object = readObject(reader, type);
    if (object === undefined) return [];
    objects.push(object);
  } while (reader.take(','));
  return objects;
}

/** Steps over `user`, `'user'@'%'`, `user@10.0.0.1`, CURRENT_USER and CURRENT_USER(). */
export function skipAccount(reader: StatementReader): void {
  reader.next();
  if (reader.take('(', ')') || !reader.take('@')) return;
  let last = reader.next();
  // A host without quotes: its parts stand together without a blank.
  while (last !== undefined && last.kind !== 'string' && reader.peek()?.start === last.end)
    last = reader.next();
}

/** Steps over `WAIT n` and `NOWAIT`. */
export function skipWait(reader: StatementReader): void {
  if (reader.take('WAIT')) reader.next();
  else reader.take('NOWAIT');
}

function readPart(reader: StatementReader): string | undefined {
  const part = reader.peek();
  if (part === undefined || !NAME_KINDS.has(part.kind)) return undefined;
  reader.next();
  return nameOf(part);
}

function nameOf({ kind, text }: Lexeme): string {
  return kind === 'name' ? text.slice(1, -1).replaceAll('``', '`') : text;
}
