import { describe, expect, it } from 'vitest';
import { ENCODING_SAMPLES } from '../../../../test/support/encoding-samples.ts';
import { createDecoder } from './create-decoder.ts';
import { byteOrderMark, textEncoder } from './encode-text.ts';
import { ENCODING_NAMES } from './encoding-names.ts';

describe('textEncoder', () => {
  it.each(ENCODING_NAMES)('gives in %s what the decoder turns back', (name) => {
    const text = ENCODING_SAMPLES[name];
    const bytes = textEncoder(name)(text);
    expect((createDecoder(name)?.decode(bytes) ?? bytes).toString()).toBe(text);
  });

  it('knows where the encodings differ', () => {
    expect(textEncoder('windows-1252')('€')).toEqual(Buffer.of(0x80));
    expect(textEncoder('iso-8859-15')('€')).toEqual(Buffer.of(0xa4));
    expect(textEncoder('iso-8859-1')('€')).toEqual(Buffer.from('?'));
    expect(textEncoder('utf-16be')('😡')).toEqual(Buffer.of(0xd8, 0x3d, 0xde, 0x21));
  });

  it('marks the byte order where there are two', () => {
    expect(byteOrderMark('utf-16le')).toEqual(Buffer.of(0xff, 0xfe));
    expect(byteOrderMark('windows-1252')).toHaveLength(0);
  });
});
