import { describe, expect, it } from 'vitest';
import { withBlock } from './managed-block.ts';

describe('a managed block', () => {
  it.each(['', '127.0.0.1 localhost', '127.0.0.1 localhost\n'])('is added to %j once', (text) => {
    const once = withBlock(text, ['10.0.0.1 db1']);
    expect(once.startsWith(text)).toBe(true);
    expect(once).toContain('\n10.0.0.1 db1\n');
    expect(withBlock(once, ['10.0.0.1 db1'])).toBe(once);
  });

  it('replaces an older one and keeps what is before and after it', () => {
    const text = `${withBlock('first\n', ['old'])}last\n`;
    const changed = withBlock(text, ['new']);
    expect(changed).toMatch(/^first\n# BEGIN .*\nnew\n# END aether\nlast\n$/);
  });

  it('of which the end was cut off is added again', () => {
    const cut = withBlock('', ['old']).replace('# END aether\n', '');
    expect(withBlock(cut, ['new'])).toBe(cut + withBlock('', ['new']));
  });
});
