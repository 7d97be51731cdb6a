import type { Decoder } from './decoder.ts';
import { utf8LengthByLead } from './utf8.ts';

/** UTF-8 as it is, cut between characters: what a chunk ends in the middle of waits for the next one. */
export function wholeCharacters(): Pick<Decoder, 'decode' | 'finish'> {
  let pending: Buffer = Buffer.alloc(0);
  return {
    decode(chunk) {
      const bytes = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      const end = bytes.length - cutLength(bytes);
      pending = Buffer.from(bytes.subarray(end));
      return bytes.subarray(0, end);
    },
    finish: () => pending,
  };
}

/** Bytes at the end that begin a character but do not complete it. */
function cutLength(bytes: Buffer): number {
  for (let length = 1; length <= 3 && length <= bytes.length; length += 1) {
    const byte = bytes[bytes.length - length] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return utf8LengthByLead(byte) > length ? length : 0;
  }
  return 0;
}
