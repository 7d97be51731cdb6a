const WORD = /(?:[^\s'"\\]+|'[^']*'|"(?:[^"\\]|\\.)*"|\\.)+/gsu;
const PIECE = /[^\s'"\\]+|'[^']*'|"(?:[^"\\]|\\.)*"|\\./gsu;

/**
 * A command line as words, quoted as in a shell and nothing else of a shell: no variables, no globs, no pipes.
 * Undefined where a quote is not closed.
 */
export function splitWords(text: string): string[] | undefined {
  const rest = text.replaceAll(WORD, '');
  if (rest.trim() !== '') return undefined;
  return [...text.matchAll(WORD)].map(([word]) => word.replaceAll(PIECE, unquote));
}

function unquote(piece: string): string {
  if (piece.startsWith("'")) return piece.slice(1, -1);
  if (piece.startsWith('"')) return piece.slice(1, -1).replaceAll(/\\(["\\$`])/g, '$1');
  return piece.startsWith('\\') ? piece.slice(1) : piece;
}
