import { classifyStatement } from './classify-statement.ts';
import { readModifiers, readObjectType } from './read-object-type.ts';
import { readStatement, type StatementReader } from './statement-reader.ts';

const HOLD_DATA = new Set(['table', 'sequence', 'database']);
/** After DROP in ALTER TABLE these drop no data. */
const WITHOUT_DATA = new Set([
  'INDEX',
  'KEY',
  'PRIMARY',
  'FOREIGN',
  'CONSTRAINT',
  'CHECK',
  'PERIOD',
  'SYSTEM',
]);
const MAIN_VERBS = new Set(['SELECT', 'INSERT', 'REPLACE', 'UPDATE', 'DELETE']);

/**
 * Whether rows, columns, partitions or tables are gone after the statement: DROP, TRUNCATE, DELETE, CREATE OR REPLACE of
 * what holds data, and the clauses of ALTER TABLE that do so. CALL, DO and all that is not known may do anything, so
 * they count too. UPDATE and REPLACE change values and do not.
 */
export function destroysData(text: string): boolean {
  return destroysFrom(readStatement(text)) ?? classifyStatement(text).class === 'unknown';
}

type Verb = (reader: StatementReader) => boolean | undefined;

const always: Verb = () => true;

const BY_VERB: ReadonlyMap<string, Verb> = new Map([
  ['TRUNCATE', always],
  ['DELETE', always],
  ['DROP', (reader) => namesData(reader, true)],
  ['CREATE', (reader) => namesData(reader, false)],
  ['ALTER', (reader) => isTable(reader) && dropsInClause(reader)],
  ['WITH', (reader) => mainVerb(reader) === 'DELETE'],
  ['ANALYZE', analyzed],
  ['SET', (reader) => reader.take('STATEMENT') && afterFor(reader)],
]);

/** undefined for a verb that is not known here. */
function destroysFrom(reader: StatementReader): boolean | undefined {
  return BY_VERB.get(reader.next()?.word ?? '')?.(reader);
}

function analyzed(reader: StatementReader): boolean | undefined {
  if (reader.take('FORMAT', '=')) reader.next();
  return destroysFrom(reader);
}

function isTable(reader: StatementReader): boolean {
  readModifiers(reader);
  return readObjectType(reader) === 'table';
}

function namesData(reader: StatementReader, isDrop: boolean): boolean {
  const { orReplace, temporary } = readModifiers(reader);
  return (isDrop || orReplace) && !temporary && HOLD_DATA.has(readObjectType(reader) ?? '');
}

/** `DROP [COLUMN] name`, `DROP PARTITION`, `TRUNCATE PARTITION`, `DISCARD TABLESPACE`: as the first words of a clause. */
function dropsInClause(reader: StatementReader): boolean {
  let depth = 0;
  for (let lexeme = reader.next(); lexeme !== undefined; lexeme = reader.next()) {
    const { text, word } = lexeme;
    depth += Number(text === '(') - Number(text === ')');
    const next = reader.peek()?.word ?? '';
    if (depth > 0) continue;
    if (word === 'DROP' && next !== 'DEFAULT' && !WITHOUT_DATA.has(next)) return true;
    if (word === 'TRUNCATE' && next === 'PARTITION') return true;
    if (word === 'DISCARD' && next === 'TABLESPACE') return true;
  }
  return false;
}

function mainVerb(reader: StatementReader): string | undefined {
  let depth = 0;
  for (let lexeme = reader.next(); lexeme !== undefined; lexeme = reader.next()) {
    depth += Number(lexeme.text === '(') - Number(lexeme.text === ')');
    if (depth === 0 && MAIN_VERBS.has(lexeme.word)) return lexeme.word;
  }
  return undefined;
}

function afterFor(reader: StatementReader): boolean | undefined {
  while (reader.peek() !== undefined) {
    if (reader.take('FOR')) return destroysFrom(reader);
    reader.next();
  }
  return false;
}
