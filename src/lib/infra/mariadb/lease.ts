import { AetherError } from '../../core/errors.ts';
import type { Context } from '../context.ts';
import type { MariadbConnection } from './connection.ts';
import { serverErrno } from './driver-error.ts';
import { isTransientRefusal, withRetry } from './retry.ts';

/**
 * A named right to work alone, safe on Galera: taking it is the INSERT of a primary key, which certification lets
 * only one node win, and taking over an expired one is a compare-and-set on its epoch. GET_LOCK and FOR UPDATE are
 * local to a node. Times are the server's own.
 */
export interface Lease extends AsyncDisposable {
  readonly epoch: number;
  /** Extends the lease; throws LEASE_LOST where another holder has it. Call it right before every step. */
  fence(): Promise<void>;
  /** Fences where nothing was heard of the lease for as long as it lives: whoever slept so long may have lost it. */
  fenceAfterSleep(): Promise<void>;
}

/**
 * The session as a holder uses it who may be stopped between any two statements: the first one after a sleep that was
 * longer than the lease lives throws LEASE_LOST where another run works now.
 */
export function fencedSession(
  connection: MariadbConnection,
  lease: Pick<Lease, 'fenceAfterSleep'>,
): MariadbConnection {
  const behindFence = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    await lease.fenceAfterSleep();
    return work();
  };
  return {
    ...connection,
    query: async (sql, values) => behindFence(async () => connection.query(sql, values)),
    run: async (sql, values) => behindFence(async () => connection.run(sql, values)),
    load: async (sql, blocks) => behindFence(async () => connection.load(sql, blocks)),
    transaction: async (work) => behindFence(async () => connection.transaction(work)),
  };
}

export interface LeaseRequest {
  /** Quoted and qualified: `` `aethermart_meta`.`lease` ``. */
  readonly table: string;
  readonly name: string;
  /** Who holds it, for the message that others see: `dba@ops1 run 2026…`. */
  readonly holder: string;
  readonly ttlSeconds: number;
  /** How long to wait for another holder before giving up. */
  readonly waitSeconds: number;
}

type Needs = Pick<Context, 'clock' | 'signal' | 'emit'>;

interface Row {
  readonly holder: string;
  readonly epoch: string;
  readonly seconds_left: string;
}

const DUPLICATE_KEY = 1062;
const POLL_MS = 500;

/** Takes the lease, waiting for its holder if need be; throws LEASE_HELD at the deadline. The connection stays the caller's. */
export async function acquireLease(
  context: Needs,
  connection: MariadbConnection,
  request: LeaseRequest,
): Promise<Lease> {
  const deadline = context.clock.seconds() + request.waitSeconds;
  let announced = false;
  for (;;) {
    const epoch = await withRetry(context, isTransientRefusal, () => tryAcquire(connection, request));
    if (typeof epoch === 'number') return heldLease(context, connection, request, epoch);
    const held = `the lease "${request.name}" is held by ${epoch.holder} for ${Math.ceil(Number(epoch.seconds_left))} s more`;
    if (context.clock.seconds() >= deadline) {
      throw new AetherError('LEASE_HELD', held, {
        hint: 'wait for the other run; a dead holder loses it by itself',
      });
    }
    if (!announced) context.emit({ type: 'note', level: 'info', message: `waiting: ${held}` });
    announced = true;
    await context.clock.sleep(POLL_MS, context.signal);
  }
}

/** The epoch where the lease is ours now, else the row of its holder. */
async function tryAcquire(connection: MariadbConnection, request: LeaseRequest): Promise<number | Row> {
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
    `SELECT holder, epoch, TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(6), expires_at) / 1e6 AS seconds_left
       FROM ${request.table} WHERE name = ?`,
    [request.name],
  );
  if (row === undefined) return tryAcquire(connection, request);
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
  connection: MariadbConnection,
  request: LeaseRequest,
  epoch: number,
): Lease {
  // Two clocks: the monotonic one stands still while the machine sleeps, and the other one can be set back.
  const readClocks = () => ({ seconds: clock.seconds(), wall: clock.now().getTime() / 1000 });
  let heard = readClocks();
  const mine = [request.name, request.holder, epoch] as const;
  const extend = async () => {
    const asked = readClocks();
    const { affectedRows } = await connection.run(
      `UPDATE ${request.table} SET expires_at = UTC_TIMESTAMP(6) + INTERVAL ? SECOND
        WHERE name = ? AND holder = ? AND epoch = ?`,
      [request.ttlSeconds, ...mine],
    );
    if (affectedRows !== 1) {
      throw new AetherError('LEASE_LOST', `the lease "${request.name}" was taken over by another run`);
    }
    heard = asked;
  };
  // A missed beat is not an error yet: the fence before the next step decides.
  const heartbeat = setInterval(() => void extend().catch(() => undefined), (request.ttlSeconds * 1000) / 3);
  heartbeat.unref();
  return {
    epoch,
    fence: extend,
    async fenceAfterSleep() {
      const { seconds, wall } = readClocks();
      if (Math.max(seconds - heard.seconds, wall - heard.wall) >= request.ttlSeconds) await extend();
    },
    async [Symbol.asyncDispose]() {
      clearInterval(heartbeat);
      const release = `DELETE FROM ${request.table} WHERE name = ? AND holder = ? AND epoch = ?`;
      // Where this fails the lease expires by itself, which harms nobody.
      await connection.run(release, mine).catch(() => undefined);
    },
  };
}
