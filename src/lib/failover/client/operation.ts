/** What a client knows of one attempt to commit. `ambiguous`: it may have been committed, or may be yet. */
export type AttemptOutcome = 'acknowledged' | 'failed' | 'ambiguous' | 'duplicate';

/** One attempt, in milliseconds of the drill's one monotonic clock. */
export interface Attempt {
  readonly host: string;
  readonly sent_ms: number;
  readonly ended_ms: number;
  readonly outcome: AttemptOutcome;
  /** The server's error number; null if no server answered, or it succeeded. */
  readonly errno: number | null;
}

/** Names a row: the client's number and its own count. Nobody else gives these numbers. */
export interface OperationId {
  readonly worker: number;
  readonly sequence: number;
}

/**
 * One row that a client wants to be in the cluster. `acknowledged`: an attempt was, or a later one found the row there.
 * `failed`: no attempt can have been committed. `open`: the last word is missing.
 */
export interface Operation extends OperationId {
  readonly state: 'acknowledged' | 'failed' | 'open';
  readonly attempts: readonly Attempt[];
  /** When the acknowledgement arrived; null without one. */
  readonly acknowledged_ms: number | null;
  /** It was ambiguous, and a later attempt with the same id found out. */
  readonly resolved: boolean;
}

/** `2-1041`: how reports and the journal name it. */
export function nameOf({ worker, sequence }: OperationId): string {
  return `${worker}-${sequence}`;
}

/**
 * What the attempts of a row come to. A row that is there already, though no attempt before can have been committed, is
 * none that was acknowledged: the servers then have what must not be. Pure.
 */
export function judgeAttempts(id: OperationId, attempts: readonly Attempt[]): Operation {
  const wasAmbiguous = attempts.some(({ outcome }) => outcome === 'ambiguous');
  const last = attempts.find(
    ({ outcome }) => outcome === 'acknowledged' || (outcome === 'duplicate' && wasAmbiguous),
  );
  return {
    ...id,
    state: last !== undefined ? 'acknowledged' : wasAmbiguous ? 'open' : 'failed',
    attempts,
    acknowledged_ms: last?.ended_ms ?? null,
    resolved: wasAmbiguous && last !== undefined,
  };
}
