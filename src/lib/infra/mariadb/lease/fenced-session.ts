import type { MariadbConnection } from '../connection.ts';
import type { Lease } from './lease.ts';

/**
 * The session as a holder uses it who may be stopped between any two statements: the first one after a sleep that was
 * longer than the lease lives throws LEASE_LOST if another run works now.
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
