import { type CivilTime, resetCivilTime, setFromSeconds } from './civil-time.ts';

/** Seconds since 1970 with up to six decimals; the year 9999 ends at 253402300799. */
const SECONDS = /^(?<sign>-?)(?<whole>\d{1,12})(?:\.(?<fraction>\d{1,6}))?$/u;
const MILLISECONDS = /^-?\d{1,15}$/u;
const LONGEST = 20;

export function readEpochSeconds(source: Buffer, start: number, end: number, time: CivilTime): boolean {
  const match = SECONDS.exec(shortText(source, start, end));
  if (match === null) return false;
  const { sign, whole, fraction = '' } = match.groups ?? {};
  const seconds = Number(whole);
  const micros = Number(fraction.padEnd(6, '0'));
  if (sign === '') setInstant(time, seconds, micros);
  else if (micros === 0) setInstant(time, -seconds, 0);
  else setInstant(time, -seconds - 1, 1_000_000 - micros);
  return true;
}

export function readEpochMillis(source: Buffer, start: number, end: number, time: CivilTime): boolean {
  const text = shortText(source, start, end);
  if (!MILLISECONDS.test(text)) return false;
  const millis = Number(text);
  const seconds = Math.floor(millis / 1000);
  setInstant(time, seconds, (millis - seconds * 1000) * 1000);
  return true;
}

function setInstant(time: CivilTime, seconds: number, micros: number): void {
  resetCivilTime(time);
  setFromSeconds(time, seconds);
  time.micros = micros;
  time.offset = 0;
}

function shortText(source: Buffer, start: number, end: number): string {
  return end - start > LONGEST ? '' : source.toString('latin1', start, end);
}
