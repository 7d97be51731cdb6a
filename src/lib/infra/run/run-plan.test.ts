import { assert, asyncProperty, constantFrom, integer, nat, tuple, uniqueArray } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AetherError } from '../../core/errors.ts';
import type { Plan, Step } from '../../core/plan.ts';
import { runPlan } from './run-plan.ts';

const never = new AbortController().signal;

/** `db1:start` is a step of a host, `@cluster db1:join` one of a group, `ca` one of none; `=` before it keeps. */
function step(text: string): Step {
  const [, keep, group, host] = /^(=?)(?:@(\w+) )?(?:(\w+):)?/.exec(text)!;
  return {
    id: text,
    action: keep === '=' ? 'keep' : 'run',
    subject: text,
    summary: 'runs',
    ...(group !== undefined && { group }),
    ...(host !== undefined && { host }),
  };
}

const planOf = (...ids: string[]): Plan => ({ title: 'a plan', steps: ids.map(step) });

/** Runs a plan of which these steps fail; says what was begun, in order. */
async function run(plan: Plan, failing: readonly string[] = [], limit = 8) {
  const begun: string[] = [];
  let atOnce = 0;
  let most = 0;
  const runSteps = async (steps: readonly Step[]) => {
    atOnce += 1;
    most = Math.max(most, atOnce);
    try {
      for (const { id } of steps) {
        begun.push(id);
        await Promise.resolve();
        if (failing.includes(id)) throw new AetherError('SERVER_FAILED', `${id} fails`, { hint: 'look' });
      }
    } finally {
      atOnce -= 1;
    }
  };
  const error = await runPlan({ signal: never }, plan, { runSteps, limit }).then(
    () => undefined,
    (thrown: unknown) => thrown as AetherError,
  );
  return { begun, most, error };
}

describe('runPlan', () => {
  it('runs hosts side by side, and what is not of one host after all of them', async () => {
    const { begun, most } = await run(planOf('ca', 'db1:a', 'db1:b', 'db2:a', '=db3:a', 'files', 'db2:c'));
    expect(begun).toEqual(['ca', 'db1:a', 'db2:a', 'db1:b', 'files', 'db2:c']);
    expect(most).toBe(2);
  });

  it('works on no more hosts at a time than the limit', async () => {
    const { begun, most } = await run(planOf('db1:a', 'db2:a', 'db3:a', 'db1:b'), [], 1);
    expect(begun).toEqual(['db1:a', 'db1:b', 'db2:a', 'db3:a']);
    expect(most).toBe(1);
  });

  it('stops a host at its first failure, also later, and lets the others go on', async () => {
    const plan = planOf('db1:a', 'db2:a', 'db1:b', 'db2:b', '@cluster db3:join', 'db1:c', 'db2:c');
    const { begun, error } = await run(plan, ['db1:a']);
    expect(begun).toEqual(['db1:a', 'db2:a', 'db2:b', '@cluster db3:join', 'db2:c']);
    expect(error).toMatchObject({ message: 'db1:a fails', hint: 'look' });
  });

  it('runs the hosts of a group one by one, and stops the group as a whole', async () => {
    const joins = ['@cluster db1:join', '@cluster db2:join', '@cluster db3:join'];
    const { begun, most } = await run(planOf(...joins));
    expect({ begun, most }).toEqual({ begun: joins, most: 1 });
    const stopped = await run(planOf(...joins, 'db3:later', 'replica1:later'), ['@cluster db2:join']);
    expect(stopped.begun).toEqual(['@cluster db1:join', '@cluster db2:join', 'replica1:later']);
  });

  it('does not begin a group of which a host has failed', async () => {
    const plan = planOf('db1:a', 'db2:a', '@cluster db1:join', '@cluster db2:join', '@mongo mongo1:join');
    expect((await run(plan, ['db2:a'])).begun).toEqual(['db1:a', 'db2:a', '@mongo mongo1:join']);
  });

  it('runs nothing that is not of one host after a failure', async () => {
    expect((await run(planOf('db1:a', 'db2:a', 'files', 'db2:b'), ['db1:a'])).begun).toEqual([
      'db1:a',
      'db2:a',
    ]);
    expect((await run(planOf('ca', 'files', 'db1:a'), ['ca'])).begun).toEqual(['ca']);
  });

  it('names all hosts that failed, and what the first one said', async () => {
    const { error } = await run(planOf('db1:a', 'db2:a', 'db3:a'), ['db1:a', 'db3:a']);
    expect(error?.message).toBe('2 failed: db1; db3. db1:a fails');
    expect(error).toMatchObject({ code: 'SERVER_FAILED', hint: 'look' });
    expect(error?.details['failed']).toMatchObject([
      { hosts: ['db1'] },
      { hosts: ['db3'], message: 'db3:a fails' },
    ]);
  });

  it('begins nothing once it is cancelled, and throws why', async () => {
    const controller = new AbortController();
    const begun: string[] = [];
    const runSteps = async (steps: readonly Step[]) => {
      begun.push(...steps.map(({ id }) => id));
      controller.abort(new AetherError('INTERRUPTED', 'interrupted'));
    };
    const running = runPlan(controller, planOf('db1:a', 'db2:a', 'db3:a', 'files'), { runSteps, limit: 1 });
    await expect(running).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(begun).toEqual(['db1:a']);
  });

  it('runs every step once and in the order of its host, whatever the plan', async () => {
    const ids = uniqueArray(
      tuple(constantFrom('', 'db1:', 'db2:', '@cluster db1:', '@cluster db3:'), nat(9)).map(
        ([where, number]) => `${where}${where === '' ? 'all' : ''}${number}`,
      ),
    );
    await assert(
      asyncProperty(ids, integer({ min: 1, max: 4 }), async (all, limit) => {
        const { begun, error } = await run(planOf(...all), [], limit);
        expect(error).toBeUndefined();
        expect(begun.toSorted()).toEqual(all.toSorted());
        for (const host of ['db1', 'db2', 'db3']) {
          const ofHost = (texts: readonly string[]) => texts.filter((text) => text.includes(`${host}:`));
          expect(ofHost(begun)).toEqual(ofHost(all));
        }
      }),
    );
  });
});
