/** Works on up to `width` tasks at a time and yields their results in the order of the tasks. */
export async function* inOrder<Task, Result>(
  tasks: Iterable<Task>,
  width: number,
  work: (task: Task) => Promise<Result>,
): AsyncGenerator<Result> {
  const running: Promise<Result>[] = [];
  for (const task of tasks) {
    const result = work(task);
    // Whoever takes it gets its error; if nobody does, because one before it failed, that must not end the process.
    result.catch(() => undefined);
    running.push(result);
    if (running.length >= width) yield running.shift() as Promise<Result>;
  }
  yield* running;
}
