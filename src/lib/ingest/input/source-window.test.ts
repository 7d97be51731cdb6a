import { describe, expect, it } from 'vitest';
import { createSourceWindow } from './source-window.ts';

describe('the window on the bytes of a file', () => {
  it('gives bytes by their offset in the file, over the ends of blocks', () => {
    const window = createSourceWindow(2, 100);
    for (const block of ['abcd', 'efgh', 'ijkl']) window.append(Buffer.from(block));
    expect(window.read(2, 3).toString()).toBe('abc');
    expect(window.read(5, 6).toString()).toBe('defghi');
    expect(window.read(13, 9).toString()).toBe('l');
  });

  it('forgets only whole blocks that nobody needs', () => {
    const window = createSourceWindow(0, 100);
    for (const block of ['abcd', 'efgh']) window.append(Buffer.from(block));
    window.forgetBefore(3);
    expect(window.read(3, 2).toString()).toBe('de');
    window.forgetBefore(4);
    expect(window.read(3, 2).toString()).toBe('e');
  });

  it('drops the middle of a record that is too long, and finds what follows it', () => {
    const window = createSourceWindow(0, 8);
    for (const block of ['head', 'drop', 'drop', 'tail', 'next']) window.append(Buffer.from(block));
    expect(window.read(0, 4).toString()).toBe('head');
    expect(window.read(16, 4).toString()).toBe('next');
  });
});
