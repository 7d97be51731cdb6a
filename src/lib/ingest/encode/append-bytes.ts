import { type RowBuffer, reserve } from './row-buffer.ts';

/** Appends bytes that need no escape, such as digits. */
export function appendBytes(out: RowBuffer, source: Buffer, start: number, end: number): void {
  reserve(out, end - start);
  const bytes = out.bytes;
  let length = out.length;
  for (let at = start; at < end; at += 1, length += 1) bytes[length] = source[at] ?? 0;
  out.length = length;
}

export function appendByte(out: RowBuffer, byte: number): void {
  reserve(out, 1);
  out.bytes[out.length] = byte;
  out.length += 1;
}

/** Appends ASCII text that needs no escape. */
export function appendAsciiText(out: RowBuffer, text: string): void {
  reserve(out, text.length);
  out.length += out.bytes.write(text, out.length, 'latin1');
}
