import { describe, expect, it } from 'vitest';
import type { Step } from '../../core/plan.ts';
import { converge } from './converge.ts';

const context = { signal: new AbortController().signal };
const unfinished = { code: 'SERVER_FAILED', hint: 'look at the log' } as const;

/** Things that are broken: each round repairs one, and the look of round `worse` finds another. */
function workshop(broken: string[], worse = 0) {
  const runs: string[] = [];
  return {
    runs,
    work: {
      look: async (round: number) => {
        if (round === worse) broken.push('worse');
        const steps: Step[] = broken.map((id) => ({ id, action: 'change', subject: id, summary: 'repair' }));
        return { facts: `round ${round}`, plan: { title: 'repair', steps } };
      },
      runSteps: async () => {
        runs.push(broken.shift()!);
      },
      limit: 1,
      rounds: 2,
      unfinished,
    },
  };
}

describe('converge', () => {
  it('runs nothing if all is right', async () => {
    const { work, runs } = workshop([]);
    expect(await converge(context, work)).toEqual({ changed: 0, facts: 'round 1' });
    expect(runs).toEqual([]);
  });

  it('looks again after each round, and repairs what it finds then', async () => {
    const { work, runs } = workshop(['socket'], 2);
    expect(await converge(context, work)).toEqual({ changed: 2, facts: 'round 3' });
    expect(runs).toEqual(['socket', 'worse']);
  });

  it('gives up after the last round, and says what is still open', async () => {
    const { work, runs } = workshop(['socket', 'port', 'data']);
    await expect(converge(context, work)).rejects.toMatchObject({
      code: 'SERVER_FAILED',
      message: 'still to do after 2 rounds: data: repair',
      hint: 'look at the log',
      details: { open: ['data: repair'] },
    });
    expect(runs).toHaveLength(2);
  });
});
