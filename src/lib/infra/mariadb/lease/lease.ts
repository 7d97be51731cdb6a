import { AetherError, throwIfAborted } from '../../../core/errors.ts';
import type { Context } from '../../context.ts';
import type { MariadbConnection } from '../connection.ts';
import { serverErrno } from '../driver-error.ts';
import type { LeaseSession } from './lease-session.ts';

/**
 * A named right to work alone, safe on Galera: taking it is the INSERT of a primary key, which certification lets
 * only one node win, and taking over an expired one is a compare-and-set on its epoch. GET_LOCK and FOR UPDATE are
 * local to a node. Times are the server's own.
 */
export interface Lease extends AsyncDisposable {
  readonly epoch: number;
  /** Extends the lease; throws LEASE_LOST if another holder has it. Call it right before every step. */
  fence(): Promise<void>;
  /** Fences if nothing was heard of the lease for as long as it lives: whoever slept so long may have lost it. */
  fenceAfterSleep(): Promise<void>;
  /**
   * A transaction that can commit only while the lease is held, however long the holder slept within it: it writes the
   * lease's row first, which a takeover must write too. Throws LEASE_LOST and does nothing if another holder has it. On
   * another member than the takeover's the COMMIT fails (1213), and the repetition throws LEASE_LOST.
   */
  guard<Result>(connection: MariadbConnection, work: () => Promise<Result>): Promise<Result>;
}

export interface LeaseRow {
  /** Quoted and qualified: `` `aethermart_meta`.`lease` ``. */
  readonly table: string;
  readonly name: string;
  /** Who holds it, for the message that others see; no two runs have the same. */
  readonly holder: string;
  readonly ttlSeconds: number;
  /** How long to wait for another holder before giving up. */
  readonly waitSeconds: number;
}

type Needs = Pick<Context, 'clock' | 'signal' | 'emit'>;

interface Row {
  readonly holder: string;
  readonly epoch: string;
  readonly expires_at: string;
  readonly seconds_left: string;
}

const DUPLICATE_KEY = 1062;
const POLL_MS = 500;

/**
 * Takes the lease, waiting for its holder if need be; throws LEASE_HELD at the deadline. A server that goes away
 * meanwhile is waited for too, as long as the session tolerates.
 */
export async function acquireLease(context: Needs, session: LeaseSession, row: LeaseRow): Promise<Lease> {
  const deadline = context.clock.seconds() + row.waitSeconds;
  let announced = false;
  let first: Row | undefined;
  for (;;) {
    throwIfAborted(context.signal);
    const epoch = await session.use((connection) => tryAcquire(connection, row));
    if (typeof epoch === 'number') return heldLease(context, session, row, epoch);
    first = first?.holder === epoch.holder && first.epoch === epoch.epoch ? first : epoch;
    if (context.clock.seconds() >= deadline) throw held(row.name, epoch, first);
    if (!announced) {
      context.emit({
        type: 'note',
        level: 'info',
        message: `waiting: ${held(row.name, epoch, first).message}`,
      });
    }
    announced = true;
    await context.clock.sleep(POLL_MS, context.signal);
  }
}

/** The time that is left says something only of a holder that has ended: a live one extends it again and again. */
function held(name: string, row: Row, first: Row): AetherError {
  const isLive = row.expires_at !== first.expires_at;
  const rest = isLive
    ? ', which is at work'
    : `; if that run has ended, the lease is free in ${Math.max(1, Math.ceil(Number(row.seconds_left)))} s`;
  return new AetherError('LEASE_HELD', `the lease "${name}" is held by ${row.holder}${rest}`, {
    hint: isLive ? 'wait until that run has ended, or end it' : 'run the same command again in a few seconds',
    details: { holder: row.holder, is_live: isLive, seconds_left: Number(row.seconds_left) },
  });
}

/** The epoch if the lease is ours now, else the row of its holder. */
async function tryAcquire(connection: MariadbConnection, request: LeaseRow): Promise<number | Row> {
  try {
    await connection.run(
      `INSERT INTO ${request.table} (name, holder, epoch, acquired_at, expires_at)
       VALUES (?, ?, 1, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) + INTERVAL ? SECOND)`,
      [request.name, request.holder, request.ttlSeconds],
    );
    return 1;
  } catch (thrown) {
    if (serverErrno(thrown) !== DUPLICATE_KEY) throw thrown;
  }
  const [row] = await connection.query<Row>(
    `SELECT holder, epoch, expires_at, TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(6), expires_at) / 1e6 AS seconds_left
       FROM ${request.table} WHERE name = ?`,
    [request.name],
  );
  if (row === undefined) return tryAcquire(connection, request);
  // The answer to an INSERT or a takeover of ours was lost with the link.
  if (row.holder === request.holder) return Number(row.epoch);
  if (Number(row.seconds_left) > 0) return row;
  const taken = await connection.run(
    `UPDATE ${request.table}
        SET holder = ?, epoch = epoch + 1, acquired_at = UTC_TIMESTAMP(6),
            expires_at = UTC_TIMESTAMP(6) + INTERVAL ? SECOND
      WHERE name = ? AND epoch = ? AND expires_at <= UTC_TIMESTAMP(6)`,
    [request.holder, request.ttlSeconds, request.name, row.epoch],
  );
  return taken.affectedRows === 1 ? Number(row.epoch) + 1 : row;
}

function heldLease(
  { clock }: Pick<Needs, 'clock'>,
  session: LeaseSession,
  request: LeaseRow,
  epoch: number,
): Lease {
  // Two clocks: the monotonic one stands still while the machine sleeps, and the other one can be set back.
  const readClocks = () => ({ seconds: clock.seconds(), wall: clock.now().getTime() / 1000 });
  let heard = readClocks();
  let guards = 0;
  const beatSeconds = request.ttlSeconds / 3;
  const mine = [request.name, request.holder, epoch] as const;
  const extendOn = async (connection: MariadbConnection) => {
    const asked = readClocks();
    const { affectedRows } = await connection.run(
      `UPDATE ${request.table} SET expires_at = UTC_TIMESTAMP(6) + INTERVAL ? SECOND
        WHERE name = ? AND holder = ? AND epoch = ?`,
      [request.ttlSeconds, ...mine],
    );
    if (affectedRows !== 1) {
      throw new AetherError('LEASE_LOST', `the lease "${request.name}" was taken over by another run`);
    }
    return asked;
  };
  const fence = async () => {
    heard = await session.use(extendOn);
  };
  const beat = async () => {
    // A guard holds the row, and a write from another member would end its transaction.
    if (guards === 0) heard = await session.once(extendOn);
  };
  // A missed beat is not an error yet: the fence before the next step decides.
  const heartbeat = setInterval(() => void beat().catch(() => undefined), beatSeconds * 1000);
  heartbeat.unref();
  return {
    epoch,
    fence,
    async fenceAfterSleep() {
      const { seconds, wall } = readClocks();
      if (Math.max(seconds - heard.seconds, wall - heard.wall) >= request.ttlSeconds) await fence();
    },
    async guard(connection, work) {
      guards += 1;
      try {
        return await connection.transaction(async () => {
          const { seconds } = await extendOn(connection);
          const result = await work();
          // Nobody else has seen that extension yet, and no heartbeat could come through meanwhile.
          if (clock.seconds() - seconds >= beatSeconds) await extendOn(connection);
          return result;
        });
      } finally {
        guards -= 1;
      }
    },
    async [Symbol.asyncDispose]() {
      clearInterval(heartbeat);
      const release = `DELETE FROM ${request.table} WHERE name = ? AND holder = ? AND epoch = ?`;
      const giveBack = () => session.once((connection) => connection.run(release, mine));
      // The first one may find that its link was lost. If both fail, the lease expires by itself.
      await giveBack()
        .catch(giveBack)
        .catch(() => undefined);
    },
  };
}
