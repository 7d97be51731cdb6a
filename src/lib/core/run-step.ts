import type { Clock } from './clock.ts';
import type { EventSink, StepOutcome } from './events.ts';

/** What a step's work may say about how it ended; nothing said means `done`. */
export interface StepEnd {
  readonly outcome?: StepOutcome;
  readonly detail?: string;
}

/** Emits started and finished around a piece of work; a throw is reported as failed and thrown on. */
export async function runStep<Result extends StepEnd | undefined>(
  context: { readonly emit: EventSink; readonly clock: Clock },
  step: { readonly id: string; readonly title: string; readonly host?: string },
  work: () => Promise<Result>,
): Promise<Result> {
  const startedAt = context.clock.seconds();
  const place = step.host === undefined ? {} : { host: step.host };
  const finish = (outcome: StepOutcome, detail?: string) => {
    context.emit({
      type: 'step_finished',
      step: step.id,
      ...place,
      outcome,
      ...(detail === undefined ? {} : { detail }),
      elapsed_seconds: context.clock.seconds() - startedAt,
    });
  };
  context.emit({ type: 'step_started', step: step.id, ...place, title: step.title });
  try {
    const end = await work();
    finish(end?.outcome ?? 'done', end?.detail);
    return end;
  } catch (thrown) {
    finish('failed');
    throw thrown;
  }
}
