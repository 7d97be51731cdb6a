import { setTimeout as sleep } from 'node:timers/promises';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSemaphore } from './semaphore.ts';

const never = new AbortController().signal;

describe('createSemaphore', () => {
  it('lets no more in than it has places, and everybody in the end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.nat({ max: 3 }), { maxLength: 20 }),
        async (places, stays) => {
          const semaphore = createSemaphore(places);
          let inside = 0;
          let most = 0;
          await Promise.all(
            stays.map(async (milliseconds) => {
              const release = await semaphore.acquire(never);
              inside += 1;
              most = Math.max(most, inside);
              await sleep(milliseconds);
              inside -= 1;
              release();
            }),
          );
          expect(most).toBe(Math.min(places, stays.length));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('gives a place back once, however often it is said', async () => {
    const semaphore = createSemaphore(1);
    const release = await semaphore.acquire(never);
    release();
    release();
    await semaphore.acquire(never);
    await expect(semaphore.acquire(AbortSignal.timeout(20))).rejects.toThrow();
  });

  it('skips those who left the line', async () => {
    const semaphore = createSemaphore(1);
    const release = await semaphore.acquire(never);
    const controller = new AbortController();
    const leaving = semaphore.acquire(controller.signal);
    const staying = semaphore.acquire(never);
    controller.abort(new Error('no time'));
    await expect(leaving).rejects.toThrow('no time');
    release();
    expect(await staying).toBeTypeOf('function');
  });
});
