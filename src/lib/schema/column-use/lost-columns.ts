import { readName, skipWait } from '../script/read-name.ts';
import { readModifiers } from '../script/read-object-type.ts';
import { readStatement, type StatementReader } from '../script/statement-reader.ts';

/** What DROP drops in an ALTER TABLE, if it is not a column. */
const OTHER_PARTS = new Set([
  'INDEX',
  'KEY',
  'PRIMARY',
  'FOREIGN',
  'CONSTRAINT',
  'PARTITION',
  'PERIOD',
  'SYSTEM',
]);

/** The columns that are not there any more, under their names, once an ALTER TABLE has run. */
export interface LostColumns {
  /** undefined: of the current database. */
  readonly schema: string | undefined;
  readonly table: string;
  readonly columns: readonly string[];
}

/** Reads `DROP COLUMN`, `RENAME COLUMN` and `CHANGE` of an ALTER TABLE; undefined for any other statement. */
export function lostColumns(text: string): LostColumns | undefined {
  const reader = readStatement(text);
  if (!reader.take('ALTER')) return undefined;
  readModifiers(reader);
  if (!reader.take('TABLE')) return undefined;
  reader.take('IF', 'EXISTS');
  const name = readName(reader);
  if (name === undefined) return undefined;
  skipWait(reader);
  const columns = readClauses(reader);
  return columns.length === 0 ? undefined : { schema: name.schema, table: name.name, columns };
}

function readClauses(reader: StatementReader): string[] {
  const columns: string[] = [];
  let depth = 0;
  let startsClause = true;
  while (reader.peek() !== undefined) {
    const lost = startsClause ? readLost(reader) : undefined;
    if (lost !== undefined) columns.push(lost);
    const { text, kind } = reader.next() ?? { text: '', kind: 'invalid' };
    if (kind === 'punctuation') depth += Number(text === '(') - Number(text === ')');
    startsClause = kind === 'punctuation' && text === ',' && depth === 0;
  }
  return columns;
}

function readLost(reader: StatementReader): string | undefined {
  if (reader.take('DROP')) {
    if (OTHER_PARTS.has(reader.peek()?.word ?? '')) return undefined;
    reader.take('COLUMN');
    return readColumn(reader);
  }
  if (reader.take('RENAME', 'COLUMN')) return readColumn(reader);
  if (!reader.take('CHANGE')) return undefined;
  reader.take('COLUMN');
  const before = readColumn(reader);
  const after = readName(reader)?.name;
  return before?.toLowerCase() === after?.toLowerCase() ? undefined : before;
}

function readColumn(reader: StatementReader): string | undefined {
  reader.take('IF', 'EXISTS');
  return readName(reader)?.name;
}
