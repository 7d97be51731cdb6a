import type { Clock } from '../../core/clock.ts';
import { AetherError, toAetherError } from '../../core/errors.ts';
import type { ErrorCode } from '../../core/error-codes.ts';
import type { EventSink } from '../../core/events.ts';
import { formatSeconds } from '../../core/units.ts';
import { serverErrno } from './driver-error.ts';
import { isConflict, withRetry } from './retry.ts';

/** Too many connections (of the server, of the account) and a Galera member without its cluster: it may answer soon. */
const BUSY = new Set([1040, 1203, 1226, 1047]);
const AWAY: readonly ErrorCode[] = [
  'MARIADB_CONNECTION_LOST',
  'MARIADB_UNREACHABLE',
  'MARIADB_ADDRESS_UNKNOWN',
  'MARIADB_NOT_READY',
];

/** True if the server is away or takes no statements, which says nothing of the other members of its cluster. */
export function isAway(thrown: unknown): thrown is AetherError {
  return thrown instanceof AetherError && AWAY.includes(thrown.code);
}

/** True if the server was lost, is away or takes no work for now: the same work may pass on a new session later. */
export function isOutage(thrown: unknown): boolean {
  return isAway(thrown) || BUSY.has(serverErrno(thrown) ?? 0);
}

/** How long a run waits for its server; all sessions of a run share it, as they share the server. */
export interface OutageTolerance {
  /**
   * Does the work, and repeats it over an outage for as long as one is tolerated, and after a conflict a few times. An
   * outage is over as soon as any work has succeeded. The work must be repeatable, also if its outcome is unknown, and
   * must open a new session if the old one was lost. Throws what the work threw last; the signal's reason at Ctrl-C.
   */
  repeat<Result>(work: () => Promise<Result>): Promise<Result>;
}

interface Outage {
  readonly since: number;
  isAnnounced: boolean;
}

const PAUSE_MS = 500;

/** `seconds` is `limits.outage_tolerance`, for each outage. `isOther` says what is one of another server that the work needs. */
export function createOutageTolerance(
  context: { readonly clock: Clock; readonly signal: AbortSignal; readonly emit: EventSink },
  seconds: number,
  isOther: (thrown: unknown) => boolean = () => false,
): OutageTolerance {
  const { clock, signal, emit } = context;
  let outage: Outage | undefined;
  const end = () => {
    if (outage?.isAnnounced === true) {
      const waited = formatSeconds(clock.seconds() - outage.since);
      emit({ type: 'note', level: 'info', message: `the server answers again after ${waited}` });
    }
    outage = undefined;
  };
  const wait = async (thrown: unknown, failures: number) => {
    outage ??= { since: clock.seconds(), isAnnounced: false };
    if (clock.seconds() - outage.since >= seconds) throw thrown;
    // A session that was lost while it was idle is replaced at once; nobody needs to know.
    if (failures === 1 && !outage.isAnnounced) return;
    if (!outage.isAnnounced) {
      outage.isAnnounced = true;
      const why = toAetherError(thrown).message;
      const message = `waiting for the server, up to ${seconds} s: ${why}`;
      emit({ type: 'note', level: 'warn', message });
    }
    await clock.sleep(PAUSE_MS, signal);
  };
  return {
    async repeat(work) {
      for (let failures = 1; ; failures += 1) {
        try {
          const result = await withRetry(context, isConflict, work);
          end();
          return result;
        } catch (thrown) {
          if (!isOutage(thrown) && !isOther(thrown)) throw thrown;
          await wait(thrown, failures);
        }
      }
    },
  };
}
