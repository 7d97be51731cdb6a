/**
 * What a token is. `name` is a quoted name, `string` has single or double quotes (the default sql_mode),
 * `executable-open` is `/*!`, `/*M!` with the version after it; what it guards follows as ordinary tokens up to
 * `executable-close`. `punctuation` is always one character. `invalid` is what no script may hold.
 */
export type TokenKind =
  | 'space'
  | 'comment'
  | 'executable-open'
  | 'executable-close'
  | 'word'
  | 'name'
  | 'string'
  | 'number'
  | 'punctuation'
  | 'delimiter'
  | 'invalid';

/** A stretch of a script, as offsets in UTF-16 code units: from `start` up to, not including, `end`. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  /** Of an `invalid` token: what is wrong with it, to follow "file:1:2: ". */
  readonly fault?: string;
}
