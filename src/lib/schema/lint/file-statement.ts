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

const MAKERS = new Set(['CREATE', 'ALTER']);
const KINDS = new Set(['TABLE', 'VIEW', 'TRIGGER', 'FUNCTION', 'PROCEDURE', 'EVENT']);
/** What the name of an object comes after. */
const BEFORE_NAME = new Set(['IF', 'NOT', 'EXISTS']);

export function readFileStatement(text: string): FileStatement {
  const lexemes = readLexemes(text);
  const first = lexemes[0]?.word ?? '';
  const at = MAKERS.has(first) ? lexemes.findIndex(({ word }) => KINDS.has(word)) : -1;
  const kind = lexemes[at];
  if (kind === undefined) return { verb: '', name: '', lexemes, items: [], options: [] };
  const verb = `${first} ${kind.word}`;
  const name = lexemes.findIndex(({ word }, index) => index > at && !BEFORE_NAME.has(word));
  const body = verb === 'CREATE TABLE' ? readBody(lexemes, name + 1) : { items: [], options: [] };
  return { verb, name: plainName(lexemes[name]), lexemes, ...body };
}

function readLexemes(text: string): Lexeme[] {
  const reader = readStatement(text);
  const lexemes: Lexeme[] = [];
  for (let lexeme = reader.next(); lexeme !== undefined; lexeme = reader.next()) lexemes.push(lexeme);
  return lexemes;
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

/** Splits what is in the parentheses at its commas; what comes after them are the options. */
function readBody(lexemes: readonly Lexeme[], from: number): Pick<FileStatement, 'items' | 'options'> {
  if (lexemes[from]?.text !== '(') return { items: [], options: lexemes.slice(from) };
  const items: Lexeme[][] = [[]];
  let depth = 1;
  for (const [index, lexeme] of lexemes.slice(from + 1).entries()) {
    const sign = lexeme.kind === 'punctuation' ? lexeme.text : '';
    if (sign === ')') depth -= 1;
    if (depth === 0) return { items, options: lexemes.slice(from + index + 2) };
    if (sign === '(') depth += 1;
    if (sign === ',' && depth === 1) items.push([]);
    else items.at(-1)?.push(lexeme);
  }
  return { items, options: [] };
}
