import { describe, expect, it } from 'vitest';
import { findExecutable, searchPath } from './find-executable.ts';

describe('findExecutable', () => {
  it('finds programs of the system even where PATH lacks their directory', async () => {
    expect(await findExecutable('sh', searchPath({ PATH: '/nonexistent' }))).toMatch(/^\/.+/);
    expect(await findExecutable('no-such-program', searchPath(process.env))).toBeUndefined();
  });

  it('takes no directory and no text file for a program', async () => {
    expect(await findExecutable('etc', ['/'])).toBeUndefined();
    expect(await findExecutable('passwd', ['/etc'])).toBeUndefined();
  });
});
