import { type Lexeme, readStatement } from '../script/statement-reader.ts';

/** A statement of a file, as the rules look at it. */
export interface FileStatement {
  /** First word, and the kind of object: `CREATE TABLE`, `ALTER TABLE`, `CREATE TRIGGER`; empty for others. */
  readonly verb: string;
  /** The object that it makes or changes. */
  readonly name: string;
  readonly lexemes: readonly Lexeme[];
  /** Columns, keys and constraints of a CREATE TABLE; empty for others. */
  readonly items: readonly (readonly Lexeme[])[];
  /** What comes after them: engine, collation, partitions. */
  readonly options: readonly Lexeme[];
}

/** What breaks a rule in a statement: what it is a part of, as a finding names it, and what was found. */
export interface FileBreach {
  readonly object: string;
  readonly detail: string;
}

const KINDS = new Set(['TABLE', 'VIEW', 'TRIGGER', 'FUNCTION', 'PROCEDURE', 'EVENT']);
/** What the name of an object comes after. */
const BEFORE_NAME = new Set(['IF', 'NOT', 'EXISTS']);

export function readFileStatement(text: string): FileStatement {
  const reader = readStatement(text);
  const lexemes: Lexeme[] = [];
  for (let lexeme = reader.next(); lexeme !== undefined; lexeme = reader.next()) lexemes.push(lexeme);
  const first = lexemes[0]?.word ?? '';
  const isDefinition = first === 'CREATE' || first === 'ALTER';
  const at = isDefinition ? lexemes.findIndex(({ word }) => KINDS.has(word)) : -1;
  let nameAt = at + 1;
  while (BEFORE_NAME.has(lexemes[nameAt]?.word ?? '')) nameAt += 1;
  const verb = at < 0 ? '' : `${first} ${lexemes[at]?.word}`;
  const body = verb === 'CREATE TABLE' ? readBody(lexemes, nameAt + 1) : { items: [], options: [] };
  return { verb, name: at < 0 ? '' : plainName(lexemes[nameAt]), lexemes, ...body };
}

/** A name without its quotes. */
export function plainName(lexeme: Lexeme | undefined): string {
  if (lexeme === undefined) return '';
  return lexeme.kind === 'name' ? lexeme.text.slice(1, -1).replaceAll('``', '`') : lexeme.text;
}

/** The words of an option: after the last of these words, an equals sign may be left out. */
export function valueAfter(lexemes: readonly Lexeme[], ...words: readonly string[]): string | undefined {
  const at = lexemes.findIndex((_lexeme, index) =>
    words.every((word, ahead) => lexemes[index + ahead]?.word === word),
  );
  if (at < 0) return undefined;
  const next = lexemes[at + words.length];
  return plainName(next?.text === '=' ? lexemes[at + words.length + 1] : next);
}

/** Whether these words follow one another somewhere. */
export function hasWords(lexemes: readonly Lexeme[], ...words: readonly string[]): boolean {
  return lexemes.some((_lexeme, index) =>
    words.every((word, ahead) => (lexemes[index + ahead]?.word || lexemes[index + ahead]?.text) === word),
  );
}

function readBody(lexemes: readonly Lexeme[], from: number): Pick<FileStatement, 'items' | 'options'> {
  if (lexemes[from]?.text !== '(') return { items: [], options: lexemes.slice(from) };
  const items: Lexeme[][] = [[]];
  let depth = 0;
  for (let at = from; at < lexemes.length; at += 1) {
    const lexeme = lexemes[at];
    if (lexeme === undefined) break;
    const isSign = lexeme.kind === 'punctuation';
    if (isSign && lexeme.text === ')') depth -= 1;
    if (depth === 0 && at > from) return { items, options: lexemes.slice(at + 1) };
    if (isSign && lexeme.text === ',' && depth === 1) items.push([]);
    else if (at > from) items.at(-1)?.push(lexeme);
    if (isSign && lexeme.text === '(') depth += 1;
  }
  return { items, options: [] };
}
