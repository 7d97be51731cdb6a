import { expect, it } from 'vitest';
import { systemClock } from '../../core/clock.ts';
import { AetherError } from '../../core/errors.ts';
import type { RunEvent } from '../../core/events.ts';
import type { TaskStep } from '../../core/plan.ts';
import { stepByStep } from './step-by-step.ts';

const step = (id: string): TaskStep<string> => ({
  id,
  action: 'run',
  subject: 'node1',
  summary: id,
  task: id,
});

function bench(perform: (task: string) => Promise<{ readonly outcome: 'unknown' } | undefined>) {
  const events: RunEvent[] = [];
  const controller = new AbortController();
  const context = {
    emit: (event: RunEvent) => void events.push(event),
    clock: systemClock,
    signal: controller.signal,
  };
  const ends = () =>
    events.flatMap((event) => (event.type === 'step_finished' ? [`${event.step} ${event.outcome}`] : []));
  return { events, ends, controller, run: stepByStep(context, perform) };
}

it('runs steps in order, and reports how each one ended', async () => {
  const { run, events, ends } = bench(async (task) =>
    task === 'follow' ? { outcome: 'unknown' } : undefined,
  );
  await run([step('start'), step('follow')]);
  expect(ends()).toEqual(['start done', 'follow unknown']);
  expect(events[0]).toMatchObject({ type: 'step_started', step: 'start', title: 'node1: start' });
});

it('stops at the first step that fails', async () => {
  const { run, ends } = bench(async (task) => {
    if (task === 'start') throw new AetherError('SERVER_FAILED', 'it ended');
    return undefined;
  });
  await expect(run([step('install'), step('start'), step('follow')])).rejects.toThrow('it ended');
  expect(ends()).toEqual(['install done', 'start failed']);
});

it('begins no step once it is cancelled', async () => {
  const { run, ends, controller } = bench(async () => {
    controller.abort(new AetherError('INTERRUPTED', 'interrupted'));
    return undefined;
  });
  await expect(run([step('start'), step('follow')])).rejects.toThrow('interrupted');
  expect(ends()).toEqual(['start done']);
});
