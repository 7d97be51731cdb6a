import { describe, expect, it } from 'vitest';
import { sizesFor } from './server-sizes.ts';

const GIB = 1024 ** 3;

describe('sizesFor', () => {
  it.each([
    ['single', 1, 128],
    ['single', 8, 1024],
    ['single', 64, 2048],
    ['member', 1, 128],
    ['member', 8, 512],
    ['replica', 64, 1024],
  ] as const)('gives a %s server on %i GiB a buffer pool of %i MiB', (role, memory, pool) => {
    expect(sizesFor(role, memory * GIB).bufferPoolBytes).toBe(pool * 1024 ** 2);
  });
});
