import { stripVTControlCharacters } from 'node:util';
import { visibleWidth } from './visible-width.ts';

const ESCAPE = '\u001B';

/** Colours and weights: ECMA-48 SGR. */
const STYLE_CODE = new RegExp(String.raw`(${ESCAPE}\[[\d;]*m)`, 'g');

/** Numbers with their unit, sizes, durations: such a cell stays on one line. */
const QUANTITY = /^[+-]?[\d.,]+ ?(?:%|[a-zA-Zµ]{1,4}(?:[\d.]+[a-z])*|rows)?$/;

/** A date, an address and a version count as one number. */
const NUMBER = String.raw`\d[\d.,:TZ-]*`;
const PIECE = new RegExp(String.raw`${NUMBER}|[^\d\s/,;_.:=@-]*[/,;_.:=@-]|[^\d\s/,;_.:=@-]+`, 'gu');

/** A word up to this length is not broken unless nothing else helps. */
const WHOLE_WORD = 16;

/**
 * The least width that a cell can be wrapped to.
 * @param tight also words may be broken; numbers never are
 */
export function leastWidth(cell: string, tight: boolean): number {
  const text = stripVTControlCharacters(cell);
  return Math.max(0, ...text.split('\n').map((line) => leastOfLine(line, tight)));
}

function leastOfLine(line: string, tight: boolean): number {
  if (QUANTITY.test(line.trim())) return visibleWidth(line);
  const words = line.split(/\s+/).map((word) => Math.min(visibleWidth(word), tight ? 4 : WHOLE_WORD));
  return Math.max(...words, ...[...line.matchAll(new RegExp(NUMBER, 'g'))].map(([number]) => number.length));
}

/** Breaks a cell at blanks into lines of at most `width` columns, and a word that is longer where it can be read on. */
export function wrapCell(cell: string, width: number): string {
  const lines = cell
    .split('\n')
    .flatMap((line) => (visibleWidth(line) <= width ? [line] : fill(line, width)));
  return closeStyles(lines).join('\n');
}

function fill(line: string, width: number): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of line
    .trim()
    .split(/\s+/)
    .flatMap((one) => breakWord(one, width))) {
    const joined = current === '' || word.glued ? `${current}${word.text}` : `${current} ${word.text}`;
    if (current !== '' && visibleWidth(joined) > width) {
      lines.push(current);
      current = word.text;
    } else current = joined;
  }
  return [...lines, current];
}

interface Word {
  readonly text: string;
  /** It is the rest of a word: no blank comes before it. */
  readonly glued: boolean;
}

function breakWord(word: string, width: number): Word[] {
  if (visibleWidth(word) <= width) return [{ text: word, glued: false }];
  const parts = word
    .split(STYLE_CODE)
    .flatMap((part) => (part.startsWith(ESCAPE) ? [part] : (part.match(PIECE) ?? [])))
    .flatMap((piece) => (/^\d/.test(piece) || piece.startsWith(ESCAPE) ? [piece] : slices(piece, width)));
  return parts.map((text, index) => ({ text, glued: index > 0 }));
}

function slices(piece: string, width: number): string[] {
  if (visibleWidth(piece) <= width) return [piece];
  const slice: string[] = [''];
  for (const character of piece) {
    const last = slice.length - 1;
    if (visibleWidth(`${slice[last]}${character}`) > width) slice.push(character);
    else slice[last] += character;
  }
  return slice;
}

/** A style ends with its line and begins with the next one, or it would run over the cell beside it. */
function closeStyles(lines: readonly string[]): string[] {
  let open = '';
  return lines.map((line) => {
    const codes = [...line.matchAll(STYLE_CODE)].map(([code]) => code);
    const begun = open;
    for (const code of codes) open = END_CODES.has(code) ? '' : `${open}${code}`;
    return `${begun}${line}${open === '' ? '' : '\u001B[0m'}`;
  });
}

const END_CODES: ReadonlySet<string> = new Set(['\u001B[0m', '\u001B[22m', '\u001B[39m']);
