import { endField } from './append.ts';
import type { CsvBuffer } from './csv-buffer.ts';

/** What cannot stand in a field without quotes. */
const NEEDS_QUOTES = /[",\n\r]/;

/** 1 for each ASCII character that the fast way cannot take. */
const SPECIAL = Uint8Array.from({ length: 128 }, (_, unit) =>
  NEEDS_QUOTES.test(String.fromCharCode(unit)) ? 1 : 0,
);

/** Appends a field of any text, in quotes where it needs them; an empty text is an empty field. */
export function putText(out: CsvBuffer, value: string): void {
  const { bytes, length } = out;
  for (let place = 0; place < value.length; place += 1) {
    const unit = value.charCodeAt(place);
    if (unit >= 128 || SPECIAL[unit] === 1) {
      putEncoded(out, value);
      return;
    }
    bytes[length + place] = unit;
  }
  out.length = length + value.length;
  endField(out);
}

function putEncoded(out: CsvBuffer, value: string): void {
  out.length += out.bytes.write(encodeField(value), out.length);
  endField(out);
}

/** A value as it stands between two commas. */
export function encodeField(value: string): string {
  return NEEDS_QUOTES.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
