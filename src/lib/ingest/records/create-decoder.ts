import { multiByteDecoder } from './decode-multi-byte.ts';
import { singleByteDecoder } from './decode-single-byte.ts';
import { utf16Decoder } from './decode-utf16.ts';
import type { Decoder } from './decoder.ts';
import { type EncodingName, isMultiByte } from './encoding-names.ts';

/** A decoder for one file, after its byte order mark; undefined for UTF-8, which needs none. */
export function createDecoder(name: EncodingName): Decoder | undefined {
  if (name === 'utf-8') return undefined;
  if (name === 'utf-16le' || name === 'utf-16be') return utf16Decoder(name === 'utf-16be');
  return isMultiByte(name) ? multiByteDecoder(name) : singleByteDecoder(name);
}
