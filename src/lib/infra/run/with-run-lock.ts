import type { Clock } from '../../core/clock.ts';
import type { EventSink } from '../../core/events.ts';
import { withDirectoryLock } from '../state/directory-lock.ts';

export interface RunLock {
  readonly path: string;
  /** What this run is called for those who wait: `aether sandbox up`. */
  readonly command: string;
  readonly waitSeconds: number;
}

/** Works while no other command of the same kind does; waits for one that does, and says so. Throws LOCKED. */
export async function withRunLock<Result>(
  context: { readonly clock: Clock; readonly signal: AbortSignal; readonly emit: EventSink },
  { path, command, waitSeconds }: RunLock,
  work: () => Promise<Result>,
): Promise<Result> {
  const { clock, signal, emit } = context;
  const onWait = (holder: { readonly command: string; readonly pid: number; readonly since: string }) =>
    emit({
      type: 'note',
      level: 'info',
      message: `waiting for "${holder.command}" (pid ${holder.pid}, since ${holder.since}) to finish`,
    });
  return withDirectoryLock(path, { clock, signal, command, waitSeconds, onWait }, work);
}
