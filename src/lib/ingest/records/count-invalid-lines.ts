import { isUtf8 } from 'node:buffer';
import { CARRIAGE_RETURN, LINE_FEED } from './byte-class.ts';
import { createDecoder } from './create-decoder.ts';
import type { EncodingName } from './encoding-names.ts';
import { invalidUtf8At } from './utf8.ts';
import { wholeCharacters } from './whole-characters.ts';

export interface InvalidLines {
  readonly count: number;
  /** Where the first invalid byte is in the decoded text. */
  readonly firstAt: number;
}

/** Counts the lines that hold bytes without meaning in an encoding, without slowing down the reader of a good file. */
export interface InvalidLineCounter {
  /** Takes the next block of the file, of any length. */
  add(block: Buffer): void;
  finish(): InvalidLines;
}

export function createInvalidLineCounter(encoding: EncodingName): InvalidLineCounter {
  const decoder = createDecoder(encoding) ?? wholeCharacters();
  let count = 0;
  let firstAt = 0;
  let position = 0;
  /** The line that the last text ended in is counted already. */
  let isCounted = false;

  function take(text: Buffer): void {
    const rest = isCounted ? lineEndFrom(text, 0) : 0;
    if (rest >= 0) isCounted = false;
    if (!isUtf8(text)) countFrom(text, rest);
    position += text.length;
  }

  function countFrom(text: Buffer, start: number): void {
    for (let at = start; at >= 0;) {
      at = invalidUtf8At(text, at, text.length);
      if (at < 0) return;
      if (count === 0) firstAt = position + at;
      count += 1;
      at = lineEndFrom(text, at);
      isCounted = at < 0;
    }
  }
  return {
    add: (block) => take(decoder.decode(block)),
    finish() {
      take(decoder.finish());
      return { count, firstAt };
    },
  };
}

function lineEndFrom(text: Buffer, start: number): number {
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === LINE_FEED || text[at] === CARRIAGE_RETURN) return at;
  }
  return -1;
}

/** Counts lines of text, and finds the line of a position in it. */
export interface LineCounter {
  add(block: Buffer): void;
  finish(): { readonly lines: number; readonly wanted: number };
}

/** LF, CRLF and CR end a line. `wanted`: a position in the decoded text. */
export function createLineCounter(encoding: EncodingName, wanted: number): LineCounter {
  const decoder = createDecoder(encoding) ?? wholeCharacters();
  let position = 0;
  let ended = 0;
  let wantedLine = 1;
  let last = LINE_FEED;

  function take(text: Buffer): void {
    for (const byte of text) {
      if (position === wanted) wantedLine = ended + 1;
      if (byte === CARRIAGE_RETURN || (byte === LINE_FEED && last !== CARRIAGE_RETURN)) ended += 1;
      last = byte;
      position += 1;
    }
  }
  return {
    add: (block) => take(decoder.decode(block)),
    finish() {
      take(decoder.finish());
      const isOpen = last !== LINE_FEED && last !== CARRIAGE_RETURN;
      return { lines: ended + (isOpen ? 1 : 0), wanted: wantedLine };
    },
  };
}
