import iconv from 'iconv-lite';
import { singleBytes } from './decode-single-byte.ts';
import { type EncodingName, isMultiByte } from './encoding-names.ts';

export type TextEncoder = (text: string) => Buffer;

const QUESTION_MARK = 0x3f;

/** What turns text into the bytes of a file; a character that its encoding lacks becomes `?`. */
export function textEncoder(name: EncodingName): TextEncoder {
  if (name === 'utf-8') return (text) => Buffer.from(text);
  if (name === 'utf-16le') return (text) => Buffer.from(text, 'utf16le');
  if (name === 'utf-16be') return (text) => Buffer.from(text, 'utf16le').swap16();
  if (isMultiByte(name)) return (text) => iconv.encode(text, name);
  const bytes = singleBytes(name);
  return (text) => Buffer.from(Array.from(text, (character) => bytes.get(character) ?? QUESTION_MARK));
}

/** What stands in front of a file in this encoding, so that other programs know it; empty where none is usual. */
export function byteOrderMark(name: EncodingName): Buffer {
  return name.startsWith('utf-16') ? textEncoder(name)('\uFEFF') : Buffer.alloc(0);
}
