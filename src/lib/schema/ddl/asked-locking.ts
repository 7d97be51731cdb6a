import { classifyStatement, type SqlObject } from '../script/classify-statement.ts';
import { type Lexeme, readStatement, type StatementReader } from '../script/statement-reader.ts';

/** How a statement that changes a table asks the server to do it. */
export interface AskedLocking {
  /** Its table; without a schema that of the current database. */
  readonly table: Pick<SqlObject, 'schema' | 'name'>;
  /** What it asks for, in capitals: DEFAULT if it names none. */
  readonly algorithm: string;
  readonly lock: string;
  /** An index is built: the rows are read, not copied. */
  readonly isIndex: boolean;
}

const VERBS = new Set(['ALTER', 'CREATE', 'DROP']);

/** Reads ALGORITHM and LOCK of ALTER TABLE, CREATE INDEX and DROP INDEX; undefined for any other statement. */
export function askedLocking(text: string): AskedLocking | undefined {
  const reader = readStatement(text);
  const verb = reader.next()?.word ?? '';
  const [object] = classifyStatement(text).objects;
  if (object === undefined || !changesTable(verb, object)) return undefined;
  const isIndex = object.type === 'index';
  const isOnline = reader.peek()?.word === 'ONLINE';
  const { algorithm = 'DEFAULT', lock = isOnline ? 'NONE' : 'DEFAULT' } = readOptions(reader, isIndex);
  return { table: tableOf(object), algorithm, lock, isIndex: isIndex && verb === 'CREATE' };
}

function changesTable(verb: string, { type }: SqlObject): boolean {
  return VERBS.has(verb) && (type === 'index' || (verb === 'ALTER' && type === 'table'));
}

function tableOf({ schema, on, name }: SqlObject): AskedLocking['table'] {
  return { ...(schema === undefined ? {} : { schema }), name: on ?? name };
}

/** In ALTER TABLE they are clauses of their own; after the columns of an index, nothing but blanks is between them. */
function readOptions(reader: StatementReader, isIndex: boolean): { algorithm?: string; lock?: string } {
  const found: { algorithm?: string; lock?: string } = {};
  let depth = 0;
  let before: Lexeme | undefined;
  for (let lexeme = reader.next(); lexeme !== undefined; lexeme = reader.next()) {
    depth += Number(lexeme.text === '(') - Number(lexeme.text === ')');
    const isClause = isIndex || before?.text === ',' || !mayNameColumn(before);
    if (depth === 0 && isClause && (lexeme.word === 'ALGORITHM' || lexeme.word === 'LOCK')) {
      reader.take('=');
      const value = reader.next()?.word;
      if (value !== undefined) found[lexeme.word === 'LOCK' ? 'lock' : 'algorithm'] = value;
    }
    before = lexeme;
  }
  return found;
}

/** `ADD COLUMN lock INT` names a column; the table's name, or a comma, comes before a clause. */
function mayNameColumn(before: Lexeme | undefined): boolean {
  return before?.kind === 'word' && COLUMN_FOLLOWS.has(before.word);
}

const COLUMN_FOLLOWS = new Set([
  'COLUMN',
  'ADD',
  'DROP',
  'MODIFY',
  'CHANGE',
  'AFTER',
  'EXISTS',
  'TO',
  'KEY',
  'INDEX',
]);
