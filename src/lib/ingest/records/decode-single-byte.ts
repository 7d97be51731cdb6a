import iconv from 'iconv-lite';
import type { Decoder } from './decoder.ts';
import type { SingleByteEncoding } from './encoding-names.ts';
import { UNMAPPABLE } from './unmappable.ts';
import { countCharacters } from './utf8.ts';

/** Windows-1252 from 0x80 to 0x9f; the five bytes it leaves undefined are spaces here. */
const WINDOWS_1252_TOP = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';

/** Where ISO 8859-15 differs from ISO 8859-1. */
const LATIN_9: Readonly<Record<number, string>> = {
  0xa4: '€',
  0xa6: 'Š',
  0xa8: 'š',
  0xb4: 'Ž',
  0xb8: 'ž',
  0xbc: 'Œ',
  0xbd: 'œ',
  0xbe: 'Ÿ',
};

const WIDEST = 3;

export function singleByteDecoder(name: SingleByteEncoding): Decoder {
  const table = createTable(name);
  let decoded = Buffer.alloc(0);
  return {
    decode(chunk) {
      if (decoded.length < chunk.length * WIDEST) decoded = Buffer.allocUnsafeSlow(chunk.length * WIDEST);
      return decoded.subarray(0, decodeInto(chunk, table, decoded));
    },
    finish: () => Buffer.alloc(0),
    sourceLength: countCharacters,
  };
}

/** For each byte from 0x80 the length of its UTF-8 and then the bytes themselves, in steps of four. */
function createTable(name: SingleByteEncoding): Uint8Array {
  const table = new Uint8Array(128 * 4);
  for (let byte = 0x80; byte < 0x100; byte += 1) {
    const character = characterOf(name, byte);
    const utf8 = character === undefined ? Buffer.of(UNMAPPABLE) : Buffer.from(character);
    table.set([utf8.length, ...utf8], (byte - 0x80) * 4);
  }
  return table;
}

/** Every character of an encoding and its byte. */
export function singleBytes(name: SingleByteEncoding): ReadonlyMap<string, number> {
  const all = Array.from({ length: 256 }, (_, byte) => [characterOf(name, byte), byte] as const);
  return new Map(all.flatMap(([text, byte]) => (text === undefined ? [] : [[text, byte] as const])));
}

function characterOf(name: SingleByteEncoding, byte: number): string | undefined {
  if (name === 'iso-8859-1') return String.fromCharCode(byte);
  if (name === 'iso-8859-15') return LATIN_9[byte] ?? String.fromCharCode(byte);
  if (name === 'windows-1252') {
    if (byte < 0x80 || byte >= 0xa0) return String.fromCharCode(byte);
    const character = WINDOWS_1252_TOP[byte - 0x80];
    return character === ' ' ? undefined : character;
  }
  const character = iconv.decode(Buffer.of(byte), name);
  return character === '\uFFFD' ? undefined : character;
}

function decodeInto(chunk: Buffer, table: Uint8Array, decoded: Buffer): number {
  let length = 0;
  for (let at = 0; at < chunk.length; at += 1) {
    const byte = chunk[at] ?? 0;
    if (byte < 0x80) {
      decoded[length] = byte;
      length += 1;
      continue;
    }
    const entry = (byte - 0x80) * 4;
    const width = table[entry] ?? 0;
    for (let index = 1; index <= width; index += 1) decoded[length + index - 1] = table[entry + index] ?? 0;
    length += width;
  }
  return length;
}
