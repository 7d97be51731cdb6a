const TAB = 9;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const DELETE = 127;

const ASCII_WORD: readonly boolean[] = Array.from({ length: 128 }, (_, code) =>
  /[\w$]/.test(String.fromCharCode(code)),
);

/** Blank to the server and its client; a no-break space is a letter to them. */
export function isSpace(code: number): boolean {
  return code === SPACE || (code >= TAB && code <= CARRIAGE_RETURN);
}

/** A character of an unquoted name: letters, digits, `_`, `$` and everything outside ASCII. */
export function isWordCharacter(code: number): boolean {
  return code > DELETE || ASCII_WORD[code] === true;
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** A control character that is not blank: the client and the server disagree on what it means. */
export function isStrayControl(code: number): boolean {
  return (code < SPACE || code === DELETE) && !isSpace(code);
}
