import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFileAtomic } from './write-file-atomic.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'aether-'));
});
afterEach(() => rm(directory, { recursive: true }));

describe('writeFileAtomic', () => {
  it('replaces the text and the mode, and leaves nothing else', async () => {
    const file = join(directory, 'state.json');
    await writeFileAtomic(file, 'old', 0o644);
    await writeFileAtomic(file, 'new', 0o600);
    expect(await readFile(file, 'utf8')).toBe('new');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(directory)).toEqual(['state.json']);
  });

  it('leaves no draft where the file cannot be replaced', async () => {
    await writeFileAtomic(join(directory, 'a'), 'x');
    await expect(writeFileAtomic(directory, 'text')).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
    expect(await readdir(directory)).toEqual(['a']);
  });
});
