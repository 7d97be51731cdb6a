import { tokenize } from '../../core/sql/tokenize.ts';
import type { Token } from '../../core/sql/token.ts';

/** A token that means something to the server, with its text; `word` is in capitals and empty for all but words. */
export interface Lexeme extends Omit<Token, 'fault'> {
  readonly text: string;
  readonly word: string;
}

/** Reads a statement from its front, blind for blanks, comments and the marks of executable comments. */
export interface StatementReader {
  peek(ahead?: number): Lexeme | undefined;
  next(): Lexeme | undefined;
  /** Steps over these words or signs where they are the next ones, all of them and in this order. */
  take(...words: readonly string[]): boolean;
  /** Steps over the next word where it is one of these, and returns it. */
  takeOneOf(words: ReadonlySet<string>): string | undefined;
}

const SILENT: ReadonlySet<string> = new Set(['space', 'comment', 'executable-open', 'executable-close']);

/** Reads only as far as it is asked to: the rows of a long INSERT are never looked at. */
export function readStatement(text: string): StatementReader {
  const tokens = tokenize(text);
  const ahead: Lexeme[] = [];
  const peek = (distance = 0): Lexeme | undefined => {
    while (ahead.length <= distance) {
      const { value } = tokens.next();
      if (value === undefined) return undefined;
      if (!SILENT.has(value.kind)) ahead.push(lexeme(text, value));
    }
    return ahead[distance];
  };
  const next = () => {
    peek();
    return ahead.shift();
  };
  return {
    peek,
    next,
    take(...words) {
      if (!words.every((word, index) => matches(peek(index), word))) return false;
      ahead.splice(0, words.length);
      return true;
    },
    takeOneOf(words) {
      const word = peek()?.word;
      if (word === undefined || !words.has(word)) return undefined;
      next();
      return word;
    },
  };
}

/** Field by field: spreading the token takes ten times as long, and long definitions are read to their end. */
function lexeme(source: string, { kind, start, end }: Token): Lexeme {
  const text = source.slice(start, end);
  return { kind, start, end, text, word: kind === 'word' ? text.toUpperCase() : '' };
}

function matches(found: Lexeme | undefined, wanted: string): boolean {
  return (
    found !== undefined && (found.word === wanted || (found.kind === 'punctuation' && found.text === wanted))
  );
}
