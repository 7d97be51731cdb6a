import { setTimeout as sleep } from 'node:timers/promises';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inOrder } from './in-order.ts';

describe('inOrder', () => {
  it('yields results in the order of the tasks, however long each takes, and never runs too many', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(3), { maxLength: 20 }),
        fc.integer({ min: 1, max: 5 }),
        async (tasks, width) => {
          let running = 0;
          let most = 0;
          const results: number[] = [];
          for await (const result of inOrder(tasks.entries(), width, work)) results.push(result);
          expect(results).toEqual([...tasks.keys()]);
          expect(most).toBeLessThanOrEqual(width);

          async function work([place, milliseconds]: [number, number]): Promise<number> {
            running += 1;
            most = Math.max(most, running);
            await sleep(milliseconds);
            running -= 1;
            return place;
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it('fails with the first failure, and starts nothing behind it', async () => {
    const started: number[] = [];
    const tasks = inOrder([1, 2, 3, 4, 5, 6], 2, async (task) => {
      started.push(task);
      if (task >= 2) throw new Error(`task ${task}`);
      return task;
    });
    await expect(exhaust(tasks)).rejects.toThrow('task 2');
    expect(started).toEqual([1, 2, 3]);
  });
});

async function exhaust(results: AsyncIterable<unknown>): Promise<void> {
  for await (const result of results) expect(result).toBeDefined();
}
