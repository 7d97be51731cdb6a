import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { withFingerprint } from './pin-authority.ts';

describe('the fingerprint of the authority', () => {
  it.each([
    ['name: shop', { name: 'shop', authority: { fingerprint: 'AB' } }],
    [
      'name: shop\nauthority: # ours\n  key: ca.pem\n',
      { name: 'shop', authority: { key: 'ca.pem', fingerprint: 'AB' } },
    ],
  ])('is added to %j', (text, expected) => {
    const pinned = withFingerprint(text, 'AB') ?? '';
    expect(parse(pinned)).toEqual(expected);
    for (const line of text.split('\n')) expect(pinned).toContain(line);
  });

  it('is not added to a section in one line', () => {
    expect(withFingerprint('authority: { key: ca.pem }\n', 'AB')).toBeUndefined();
  });
});
