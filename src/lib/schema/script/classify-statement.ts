import { classifyAlter } from './classify-alter.ts';
import { classifyCreate } from './classify-create.ts';
import { classifyDrop, classifyRename, classifyTruncate } from './classify-drop.ts';
import { classifySelect, classifyWith } from './classify-query.ts';
import { readObjects } from './read-name.ts';
import { account, ddl, DML, QUERY, SESSION, type StatementClass, UNKNOWN } from './statement-class.ts';
import { readStatement, type StatementReader } from './statement-reader.ts';

export type { SqlObject, StatementClass } from './statement-class.ts';

type Classifier = (reader: StatementReader) => StatementClass;

const always = (found: StatementClass) => () => found;

const BY_FIRST_WORD: ReadonlyMap<string, Classifier> = new Map([
  ['CREATE', classifyCreate],
  ['ALTER', classifyAlter],
  ['DROP', classifyDrop],
  ['RENAME', classifyRename],
  ['TRUNCATE', classifyTruncate],
  ['ANALYZE', classifyAnalyze],
  ['OPTIMIZE', classifyMaintenance],
  ['REPAIR', classifyMaintenance],
  ['CHECK', classifyMaintenance],
  ['INSERT', always(DML)],
  ['REPLACE', always(DML)],
  ['UPDATE', always(DML)],
  ['DELETE', always(DML)],
  ['LOAD', classifyLoad],
  ['WITH', classifyWith],
  ['SELECT', classifySelect],
  ['VALUES', always(QUERY)],
  ['SHOW', always(QUERY)],
  ['EXPLAIN', always(QUERY)],
  ['DESCRIBE', always(QUERY)],
  ['DESC', always(QUERY)],
  ['CHECKSUM', always(QUERY)],
  ['SET', classifySet],
  ['USE', always(SESSION)],
  ['GRANT', always(account(true))],
  // Revoking what is not granted is an error.
  ['REVOKE', always(account(false))],
]);

const LOGGING_WORDS = new Set(['NO_WRITE_TO_BINLOG', 'LOCAL']);

/** Says what one statement is. CALL, DO, BEGIN and all that is not listed above may do anything: `unknown`. */
export function classifyStatement(text: string): StatementClass {
  return classifyFrom(readStatement(text));
}

function classifyFrom(reader: StatementReader): StatementClass {
  const first = reader.next();
  if (first?.text === '(') return classifySelect(reader);
  return BY_FIRST_WORD.get(first?.word ?? '')?.(reader) ?? UNKNOWN;
}

/** ANALYZE TABLE, or ANALYZE with a statement, which runs it. */
function classifyAnalyze(reader: StatementReader): StatementClass {
  const next = reader.peek(LOGGING_WORDS.has(reader.peek()?.word ?? '') ? 1 : 0)?.word;
  if (next === 'TABLE' || next === 'TABLES') return classifyMaintenance(reader);
  if (reader.take('FORMAT', '=')) reader.next();
  return classifyFrom(reader);
}

/** Changes no definition and no row: it may be repeated. */
function classifyMaintenance(reader: StatementReader): StatementClass {
  reader.takeOneOf(LOGGING_WORDS);
  if (reader.take('VIEW')) return ddl(readObjects(reader, 'view'), true);
  return reader.take('TABLE') || reader.take('TABLES') ? ddl(readObjects(reader, 'table'), true) : UNKNOWN;
}

function classifyLoad(reader: StatementReader): StatementClass {
  return reader.take('DATA') || reader.take('XML') ? DML : UNKNOWN;
}

function classifySet(reader: StatementReader): StatementClass {
  if (reader.take('PASSWORD') || reader.take('DEFAULT', 'ROLE')) return account(true);
  if (!reader.take('STATEMENT')) return SESSION;
  while (reader.peek() !== undefined) {
    if (reader.take('FOR')) return classifyFrom(reader);
    reader.next();
  }
  return UNKNOWN;
}
