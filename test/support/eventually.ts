import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import { systemClock } from '../../src/lib/core/clock.ts';
import { waitUntil } from '../../src/lib/infra/process/wait-until.ts';

/** Waits for what must become true, and says what it was if it does not. For a comparison use `eventuallyEqual`. */
export async function eventually<Answer>(
  what: string,
  ask: () => Promise<Answer | undefined>,
  deadlineSeconds = 60,
): Promise<Answer> {
  const answer = await waitUntil(ask, { clock: systemClock, deadlineSeconds });
  if (answer === undefined) throw new Error(`not within ${deadlineSeconds} s: ${what}`);
  return answer;
}

/**
 * Waits until both sides are equal. After the deadline it fails as a comparison of their last values, which never gets
 * a second try.
 */
export async function eventuallyEqual<Value>(
  what: string,
  sides: { readonly actual: () => Promise<Value>; readonly expected: () => Value | Promise<Value> },
  deadlineSeconds = 60,
): Promise<void> {
  let last: { actual: Value; expected: Value } | undefined;
  const ask = async () => {
    last = { actual: await sides.actual(), expected: await sides.expected() };
    return isDeepStrictEqual(last.actual, last.expected) ? true : undefined;
  };
  const isEqual = await waitUntil(ask, { clock: systemClock, deadlineSeconds });
  if (isEqual === undefined) expect(last?.actual, what).toStrictEqual(last?.expected);
}
