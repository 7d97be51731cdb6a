import { describe, expect, it } from 'vitest';
import { AetherError } from '../../core/errors.ts';
import type { ErrorCode } from '../../core/error-codes.ts';
import type { RunEvent } from '../../core/events.ts';
import { createOutageTolerance, isOutage } from './outage.ts';

const lost = new AetherError('MARIADB_CONNECTION_LOST', 'db1: the link is gone');
const serverError = (errno: number, code: ErrorCode = 'MARIADB_QUERY_FAILED') =>
  new AetherError(code, `error ${errno}`, { details: { host: 'db1', errno } });

/** A tolerance of 10 s whose clock moves only while somebody sleeps. */
function withClock() {
  let now = 0;
  const events: RunEvent[] = [];
  const controller = new AbortController();
  const clock = {
    now: () => new Date(now * 1000),
    seconds: () => now,
    sleep: (milliseconds: number, signal?: AbortSignal) => {
      now += milliseconds / 1000;
      return signal?.aborted === true ? Promise.reject(signal.reason as Error) : Promise.resolve();
    },
  };
  const emit = (event: RunEvent) => void events.push(event);
  const tolerance = createOutageTolerance({ clock, signal: controller.signal, emit }, 10);
  /** Fails so many times before it succeeds. */
  const failing = (times: number, thrown: unknown = lost) => {
    let left = times;
    return () => (left-- > 0 ? Promise.reject(thrown) : Promise.resolve('done'));
  };
  const notes = () => events.flatMap((event) => (event.type === 'note' ? [event.message] : []));
  return { tolerance, failing, notes, events, controller, seconds: () => now };
}

describe('an outage', () => {
  it('is waited out, and said once by all who wait for the same server', async () => {
    const { tolerance, failing, notes, seconds } = withClock();
    const both = [tolerance.repeat(failing(8)), tolerance.repeat(failing(8))];
    expect(await Promise.all(both)).toEqual(['done', 'done']);
    expect(seconds()).toBeLessThan(10);
    expect(notes()).toEqual([
      'waiting for the server, up to 10 s: db1: the link is gone',
      expect.stringMatching(/^the server answers again after /),
    ]);
  });

  it('ends the work with what the server said when it lasts longer than is tolerated', async () => {
    const { tolerance, failing, seconds } = withClock();
    await expect(tolerance.repeat(failing(Number.POSITIVE_INFINITY))).rejects.toBe(lost);
    expect(seconds()).toBeCloseTo(10, 0);
  });

  it('has the whole time again after work that succeeded', async () => {
    const { tolerance, failing, seconds } = withClock();
    for (let nth = 0; nth < 3; nth += 1) expect(await tolerance.repeat(failing(15))).toBe('done');
    expect(seconds()).toBeGreaterThan(10);
  });

  it('is not one if a session was lost while it was idle: the next one opens at once, in silence', async () => {
    const { tolerance, failing, events, seconds } = withClock();
    expect(await tolerance.repeat(failing(1))).toBe('done');
    expect([events, seconds()]).toEqual([[], 0]);
  });

  it('is not waited for any longer after Ctrl-C', async () => {
    const { tolerance, failing, controller, seconds } = withClock();
    controller.abort(new Error('enough'));
    await expect(tolerance.repeat(failing(5))).rejects.toThrow('enough');
    expect(seconds()).toBeLessThan(1);
  });
});

it.each([1040, 1203, 1226, 1047])('server error %d is an outage', (errno) => {
  expect(isOutage(serverError(errno))).toBe(true);
});

it.each([1317, 1064, 1062, 1045])('server error %d is not repeated', async (errno) => {
  const { tolerance, failing } = withClock();
  const thrown = serverError(errno);
  await expect(tolerance.repeat(failing(1, thrown))).rejects.toBe(thrown);
});

it.each([1213, 1205, 1020, 1180])(
  'server error %d is repeated a few times, however long it takes',
  async (errno) => {
    const { tolerance, failing, events } = withClock();
    const thrown = serverError(errno);
    expect(await tolerance.repeat(failing(7, thrown))).toBe('done');
    await expect(tolerance.repeat(failing(8, thrown))).rejects.toBe(thrown);
    expect(events).toMatchObject(Array.from({ length: 14 }, () => ({ type: 'retry', errno })));
  },
);
