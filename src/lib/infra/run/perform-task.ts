import type { Work } from './step-by-step.ts';

/** What is done for each kind of task. */
export type Performers<Task extends { readonly kind: string }> = {
  readonly [Kind in Task['kind']]: (task: Task & { readonly kind: Kind }) => Work;
};

/** Does what the task's kind says. */
export async function performTask<Task extends { readonly kind: string }>(
  performers: Performers<Task>,
  task: Task,
): Work {
  const perform: (task: never) => Work = performers[task.kind as Task['kind']];
  return perform(task as never);
}
