import type { Clock } from '../../core/clock.ts';
import { AetherError } from '../../core/errors.ts';
import { formatSeconds } from '../../core/units.ts';
import type { MariadbConnection } from './connection.ts';

/** How long a server may take, and what it is called in the message if it takes longer. */
export interface AnswerDeadline {
  readonly host: string;
  readonly seconds: number;
  readonly clock: Clock;
}

/**
 * Opens a session. A server that accepts the link and says nothing more, such as one that is stopped (SIGSTOP), is given
 * up at the deadline; a session that is opened later is dropped. Throws what opening throws, and MARIADB_UNREACHABLE.
 */
export async function openWithin(
  open: () => Promise<MariadbConnection>,
  deadline: AnswerDeadline,
): Promise<MariadbConnection> {
  const opening = open();
  let isLate = false;
  void opening.then(
    (session) => (isLate ? session.destroy() : undefined),
    () => undefined,
  );
  return race(opening, deadline, () => {
    isLate = true;
  });
}

/** Waits for the answer of a session; drops the session at the deadline and throws MARIADB_UNREACHABLE. */
export async function answerWithin<Answer>(
  session: Pick<MariadbConnection, 'destroy'>,
  answer: Promise<Answer>,
  deadline: AnswerDeadline,
): Promise<Answer> {
  return race(answer, deadline, () => session.destroy());
}

async function race<Answer>(
  answer: Promise<Answer>,
  { host, seconds, clock }: AnswerDeadline,
  onLate: () => void,
): Promise<Answer> {
  const controller = new AbortController();
  const late = clock.sleep(seconds * 1000, controller.signal).then(() => {
    onLate();
    throw new AetherError('MARIADB_UNREACHABLE', `${host} did not answer within ${formatSeconds(seconds)}`, {
      hint: 'its process hangs, its machine is busy, or the network drops packets',
    });
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    controller.abort(new AetherError('INTERRUPTED', 'answered'));
    late.catch(() => undefined);
    answer.catch(() => undefined);
  }
}
