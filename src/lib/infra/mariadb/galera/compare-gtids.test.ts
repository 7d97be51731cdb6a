import { expect, it } from 'vitest';
import { compareGtids } from './compare-gtids.ts';
import type { MemberGtid } from './member-gtid.ts';

type Look = Readonly<Record<string, readonly [position: string, committed: bigint]>>;

/** Compares while the members answer so, one look after the other; the last one stays. */
async function compare(...looks: [Look, ...Look[]]) {
  let now = 0;
  let count = 0;
  const clock = {
    now: () => new Date(0),
    seconds: () => now,
    sleep: async (ms: number) => void (now += ms / 1000),
  };
  const look = async (): Promise<MemberGtid[]> => {
    const seen = looks[Math.min(count, looks.length - 1)] ?? {};
    count += 1;
    return Object.entries(seen).map(([member, [binlogPosition, committed]]) => ({
      member,
      clusterUuid: 'c',
      domainId: '1',
      binlogPosition,
      committedBefore: committed,
      committedAfter: committed,
    }));
  };
  const { diverged, pending } = await compareGtids(look, { clock, signal: new AbortController().signal });
  return { diverged: diverged.map(({ member }) => member), pending, looks: count };
}

it('needs one look at an idle cluster', async () => {
  expect(await compare({ a: ['1-1-5', 9n], b: ['1-1-5', 9n] })).toEqual({
    diverged: [],
    pending: [],
    looks: 1,
  });
});

it('waits for a member that lags, and finds it right', async () => {
  const lags: Look = { a: ['1-1-5', 9n], b: ['1-1-3', 7n] };
  const end = await compare(lags, lags, { a: ['1-1-8', 12n], b: ['1-1-6', 10n] });
  expect(end).toEqual({ diverged: [], pending: [], looks: 3 });
});

it('names a member after two comparisons that agree', async () => {
  const end = await compare({ a: ['1-1-5', 9n], b: ['0-1-1,1-1-4', 9n] });
  expect(end).toEqual({ diverged: ['b'], pending: [], looks: 3 });
});

it('does not name a member that only one comparison found', async () => {
  const odd: Look = { a: ['1-1-5', 9n], b: ['1-1-4', 9n] };
  expect(await compare(odd, odd, { a: ['1-1-5', 9n], b: ['1-1-5', 9n] })).toMatchObject({ diverged: [] });
});

it('says of a member that does not catch up that nothing is known', async () => {
  const stuck: Look = { a: ['1-1-5', 9n], b: ['1-1-3', 7n] };
  expect(await compare(stuck)).toMatchObject({ diverged: [], pending: ['b'] });
});
