import { DML, QUERY, SESSION, type StatementClass, UNKNOWN } from './statement-class.ts';
import type { StatementReader } from './statement-reader.ts';

const MAIN_VERBS = new Set(['SELECT', 'INSERT', 'REPLACE', 'UPDATE', 'DELETE']);

/** What follows SELECT or an opening parenthesis: a query, unless its result goes somewhere. */
export function classifySelect(reader: StatementReader): StatementClass {
  for (let lexeme = reader.next(); lexeme !== undefined; lexeme = reader.next()) {
    if (lexeme.word !== 'INTO') continue;
    const target = reader.peek()?.word;
    return target === 'OUTFILE' || target === 'DUMPFILE' ? UNKNOWN : SESSION;
  }
  return QUERY;
}

/** What follows WITH: the verb after its tables decides. */
export function classifyWith(reader: StatementReader): StatementClass {
  let depth = 0;
  for (let lexeme = reader.next(); lexeme !== undefined; lexeme = reader.next()) {
    if (lexeme.kind === 'punctuation') depth += Number(lexeme.text === '(') - Number(lexeme.text === ')');
    if (depth > 0 || !MAIN_VERBS.has(lexeme.word)) continue;
    return lexeme.word === 'SELECT' ? classifySelect(reader) : DML;
  }
  return QUERY;
}
