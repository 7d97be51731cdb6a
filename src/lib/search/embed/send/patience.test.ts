import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../core/clock.ts';
import { providerRefusal, type RefusalFacts } from '../refusal.ts';
import { createPace } from './pace.ts';
import { createPatience } from './patience.ts';

/** A clock that only sleeping moves. */
function testClock(): Clock & { readonly slept: number[] } {
  const slept: number[] = [];
  return {
    slept,
    now: () => new Date(0),
    seconds: () => slept.reduce((sum, each) => sum + each, 0),
    sleep: async (milliseconds) => void slept.push(milliseconds / 1000),
  };
}

const { signal } = new AbortController();
const refusal = (facts: RefusalFacts) => providerRefusal('gemini', 'no', facts);

function patient(tolerance: number, random = () => 1) {
  const clock = testClock();
  return { clock, patience: createPatience({ clock, signal, emit: () => undefined }, tolerance, random) };
}

describe('patience', () => {
  it('waits as long as the provider asks for', async () => {
    const { clock, patience } = patient(60);
    await patience.wait(refusal({ reason: 'rate', retryAfterSeconds: 12 }));
    expect(clock.slept).toEqual([12]);
  });

  it('doubles the limit of a random wait, up to 30 s', async () => {
    const { clock, patience } = patient(10_000);
    for (let failure = 0; failure < 8; failure += 1) await patience.wait(refusal({ reason: 'busy' }));
    expect(clock.slept).toEqual([0.5, 1, 2, 4, 8, 16, 30, 30]);
  });

  it('ends when the provider is away for longer than tolerated', async () => {
    const { patience } = patient(3);
    const away = refusal({ reason: 'lost' });
    await patience.wait(away);
    await patience.wait(away);
    await patience.wait(away);
    await expect(patience.wait(away)).rejects.toBe(away);
  });

  it('begins again after an answer', async () => {
    const { clock, patience } = patient(60);
    await patience.wait(refusal({ reason: 'busy' }));
    await patience.wait(refusal({ reason: 'busy' }));
    patience.reset();
    await patience.wait(refusal({ reason: 'busy' }));
    expect(clock.slept).toEqual([0.5, 1, 0.5]);
  });

  it.each(['daily', 'denied', 'text', 'reply', 'settings'] as const)(
    'does not wait for "%s"',
    async (reason) => {
      const { patience } = patient(60);
      await expect(patience.wait(refusal({ reason }))).rejects.toMatchObject({ details: { reason } });
    },
  );

  it('takes a pause of more than a quarter of an hour for the end of the day', async () => {
    const { patience } = patient(60);
    const wait = patience.wait(refusal({ reason: 'rate', retryAfterSeconds: 3600 }));
    await expect(wait).rejects.toMatchObject({ code: 'EMBED_QUOTA_EXHAUSTED' });
  });

  it('lets every other error pass', async () => {
    const bug = new Error('bug');
    await expect(patient(60).patience.wait(bug)).rejects.toBe(bug);
  });
});

describe('the pace', () => {
  it('counts texts, not requests', async () => {
    const clock = testClock();
    const pace = createPace({ clock, signal }, 600);
    await pace.wait(100);
    await pace.wait(50);
    await pace.wait(1);
    expect(clock.slept).toEqual([10, 5]);
  });

  it('does not save up time that has passed', async () => {
    const clock = testClock();
    const pace = createPace({ clock, signal }, 60);
    await clock.sleep(3_600_000);
    await pace.wait(10);
    await pace.wait(1);
    expect(clock.slept).toEqual([3600, 10]);
  });

  it('is not kept without a quota', async () => {
    const clock = testClock();
    const pace = createPace({ clock, signal }, undefined);
    await pace.wait(1e6);
    await pace.wait(1e6);
    expect(clock.slept).toEqual([]);
  });
});
