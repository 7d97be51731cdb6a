import { expect, it } from 'vitest';
import { systemClock } from '../../core/clock.ts';
import { AetherError } from '../../core/errors.ts';
import type { RunEvent } from '../../core/events.ts';
import { isTransientRefusal, withRetry } from './retry.ts';

const deadlock = new AetherError('MARIADB_QUERY_FAILED', 'deadlock', {
  details: { host: 'db1', errno: 1213 },
});

it('every repetition is an event, the failure that is passed on is not', async () => {
  const events: RunEvent[] = [];
  const signal = new AbortController().signal;
  const context = { clock: systemClock, signal, emit: (event: RunEvent) => void events.push(event) };
  const work = () => Promise.reject(deadlock);
  const policy = { attempts: 3, baseMs: 1, capMs: 2 };
  await expect(withRetry(context, isTransientRefusal, work, policy)).rejects.toBe(deadlock);
  expect(events).toMatchObject([
    { type: 'retry', host: 'db1', code: 'MARIADB_QUERY_FAILED', errno: 1213, attempt: 1, attempts: 3 },
    { type: 'retry', attempt: 2 },
  ]);
});
