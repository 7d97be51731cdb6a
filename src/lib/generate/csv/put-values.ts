import { civilDay, DAY } from '../time/calendar.ts';
import { appendAscii, appendNumber, appendPadded, endField } from './append.ts';
import type { CsvBuffer } from './csv-buffer.ts';

/** Codes have ten digits. Those given out begin with 0, so that one with 9 in front is nobody's. */
const CODE_DIGITS = 10;

/** `O-0000001234`. */
export function putCode(out: CsvBuffer, prefix: string, number: number): void {
  appendAscii(out, prefix);
  appendPadded(out, number, CODE_DIGITS);
  endField(out);
}

/** `S-0000000017-3`. */
export function putCodeWithin(out: CsvBuffer, prefix: string, number: number, within: number): void {
  appendAscii(out, prefix);
  appendPadded(out, number, CODE_DIGITS);
  appendAscii(out, '-');
  appendNumber(out, within);
  endField(out);
}

/** A word of plain ASCII without commas and quotes. */
export function putWord(out: CsvBuffer, word: string): void {
  appendAscii(out, word);
  endField(out);
}

/** An empty field: no value. */
export function putNothing(out: CsvBuffer): void {
  endField(out);
}

export function putInteger(out: CsvBuffer, number: number): void {
  appendNumber(out, number);
  endField(out);
}

/** `12.90` for 1290 cents. */
export function putMoney(out: CsvBuffer, cents: number): void {
  const whole = (cents / 100) | 0;
  appendNumber(out, whole);
  appendAscii(out, '.');
  appendPadded(out, cents - whole * 100, 2);
  endField(out);
}

export function putFlag(out: CsvBuffer, isSet: boolean): void {
  putWord(out, isSet ? 'yes' : 'no');
}

/** `2026-03-05T14:22:31Z` for seconds since 1970; an empty field where it has not come to that. */
export function putTime(out: CsvBuffer, seconds: number | undefined): void {
  if (seconds !== undefined) {
    const days = Math.floor(seconds / DAY);
    const ofDay = seconds - days * DAY;
    appendDay(out, days);
    appendAscii(out, 'T');
    appendPadded(out, Math.floor(ofDay / 3600), 2);
    appendAscii(out, ':');
    appendPadded(out, Math.floor(ofDay / 60) % 60, 2);
    appendAscii(out, ':');
    appendPadded(out, ofDay % 60, 2);
    appendAscii(out, 'Z');
  }
  endField(out);
}

/** `2026-03-05`. */
export function putDay(out: CsvBuffer, seconds: number | undefined): void {
  if (seconds !== undefined) appendDay(out, Math.floor(seconds / DAY));
  endField(out);
}

function appendDay(out: CsvBuffer, daysSince1970: number): void {
  const { year, month, day } = civilDay(daysSince1970);
  appendPadded(out, year, 4);
  appendAscii(out, '-');
  appendPadded(out, month, 2);
  appendAscii(out, '-');
  appendPadded(out, day, 2);
}
