import type { Clock } from '../../core/clock.ts';
import { throwIfAborted } from '../../core/errors.ts';
import type { EventSink } from '../../core/events.ts';
import type { TaskStep } from '../../core/plan.ts';
import { runStep, type StepEnd } from '../../core/run-step.ts';

/** What a task's work may say about its end; nothing said means that it is done. */
export type Work = Promise<StepEnd | undefined | void>;

/** Runs steps in this process, one after the other, with the events of each. */
export function stepByStep<Task>(
  context: { readonly emit: EventSink; readonly clock: Clock; readonly signal: AbortSignal },
  perform: (task: Task) => Work,
): (steps: readonly TaskStep<Task>[]) => Promise<void> {
  return async (steps) => {
    for (const { id, host, subject, summary, task } of steps) {
      throwIfAborted(context.signal);
      // Whoever draws an event writes its host before the title.
      const words = host === subject ? { host, title: summary } : { title: `${subject}: ${summary}` };
      await runStep(context, { id, ...words }, async () => {
        const end = task === null ? undefined : await perform(task);
        return end ?? undefined;
      });
    }
  };
}
