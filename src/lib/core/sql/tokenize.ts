import { scanToken } from './scan-token.ts';
import type { Token } from './token.ts';

/** Every token of one statement, in order and without gaps. Never throws; see `invalid` in TokenKind. */
export function* tokenize(text: string): Generator<Token, void, undefined> {
  let inExecutable = false;
  for (let at = 0; at < text.length;) {
    const token = scanToken(text, at, { delimiter: '', inExecutable });
    if (token.kind === 'executable-open') inExecutable = true;
    if (token.kind === 'executable-close') inExecutable = false;
    yield token;
    at = token.end;
  }
}
