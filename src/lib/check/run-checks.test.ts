import { describe, expect, it } from 'vitest';
import { AetherError } from '../core/errors.ts';
import type { RunEvent } from '../core/events.ts';
import type { Context } from '../infra/context.ts';
import type { Check, CheckStatus } from './check.ts';
import { tryToLook } from './look-at-hosts.ts';
import { runChecks } from './run-checks.ts';

const finds = (name: string, ...statuses: CheckStatus[]): Check => ({
  name,
  run: async () => statuses.map((status) => ({ host: 'db1', status, message: 'seen' })),
});

const throws = (name: string, thrown: unknown): Check => ({
  name,
  run: async () => {
    throw thrown;
  },
});

/** The parts of a context that running checks takes; what it tells is kept. */
function setUp(signal = new AbortController().signal) {
  const events: RunEvent[] = [];
  const logged: string[] = [];
  const context = {
    signal,
    clock: { seconds: () => 0 },
    emit: (event: RunEvent) => void events.push(event),
    log: { file: '/state/runs/1/log.ndjson', error: (message: string) => void logged.push(message) },
    environment: async () => ({}),
  } as unknown as Context;
  const ends = () =>
    events.flatMap((event) =>
      event.type === 'step_finished' ? [`${event.outcome} ${event.detail ?? ''}`] : [],
    );
  return { context, ends, logged };
}

describe('a run of checks', () => {
  it('tells what a check that fails by itself says, and goes on', async () => {
    const { context, logged } = setUp();
    const checks = [
      finds('first', 'ok'),
      throws('second', new TypeError('x is not a function')),
      finds('third', 'ok'),
    ];
    expect(await runChecks(context, checks)).toEqual([
      { check: 'first', host: 'db1', status: 'ok', message: 'seen' },
      {
        check: 'second',
        host: null,
        status: 'unknown',
        message: 'second did not finish: x is not a function',
        hint: 'the check itself failed: report it together with /state/runs/1/log.ndjson',
      },
      { check: 'third', host: 'db1', status: 'ok', message: 'seen' },
    ]);
    expect(logged).toEqual(['x is not a function']);
  });

  it('ends every step as its worst finding, and a warning is no failure', async () => {
    const { context, ends } = setUp();
    await runChecks(context, [
      finds('sound', 'ok', 'ok'),
      finds('unwise', 'ok', 'warn', 'warn'),
      finds('unseen', 'warn', 'unknown'),
      finds('broken', 'fail', 'unknown'),
      finds('absent'),
    ]);
    expect(ends()).toEqual([
      'done ',
      'done 2 warn',
      'unknown 1 warn, 1 unknown',
      'failed 1 fail, 1 unknown',
      'skipped not applicable',
    ]);
  });

  it('stops when the run is interrupted', async () => {
    const controller = new AbortController();
    const { context } = setUp(controller.signal);
    const interrupted = new AetherError('INTERRUPTED', 'interrupted by SIGINT');
    const interrupting: Check = {
      name: 'interrupting',
      run: async () => {
        controller.abort(interrupted);
        return [await tryToLook('db1', async () => Promise.reject(interrupted))];
      },
    };
    const never: Check = { name: 'never', run: () => expect.unreachable('the run went on') };
    await expect(runChecks(context, [interrupting, never])).rejects.toBe(interrupted);
  });
});
